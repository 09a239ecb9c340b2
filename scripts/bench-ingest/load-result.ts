/** What a load came to; latencies are of answered requests. */
export interface LoadResult {
  requests: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  /** How many were not stored, by the answer's status or the connection's error. */
  failures: Record<string, number>;
}

/** The result of a load; latencies are those of successful requests. */
export interface LoadResult {
  requests: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  /** Number of failures, by the status of the response or the error of the connection. */
  failures: Record<string, number>;
}

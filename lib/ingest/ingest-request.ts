import type { OnConflict } from '../schemas/ingest';
import type { IngestResult, PointInput, Skipped } from '../schemas/metrics';
import type { PointGroup } from './group-request';

/** Points that are stored all or none. */
export interface IngestRequest {
  points: PointInput[];
  onConflict: OnConflict;
  /** The arrival: points without a time get this one. */
  receivedAt: Date;
  /** The same key with the same hash gets the first answer again; with another one it is refused. */
  idempotency?: { key: string; bodyHash: string } | undefined;
  /** W3C `traceparent` of the request, if it came with one or is traced. */
  traceparent?: string | undefined;
  /** What was left out of the body: it belongs to the answer that a key gets again. */
  skipped?: LeftOut | undefined;
}

export interface LeftOut {
  summary: Skipped;
  /** Where in the body each of the points was; null when they are told by their lines. */
  positions: number[] | null;
}

/** Takes points in; a resolved promise means that they are stored, evaluated and durable. */
export interface PointSink {
  /** Rejects with LIMIT_EXCEEDED (full), UNAVAILABLE (no database), NOT_ALLOWED_NOW (key used otherwise). */
  submit(request: IngestRequest): Promise<IngestResult>;
}

/** A request in the queue, with its points by series. */
export interface QueuedRequest extends IngestRequest {
  groups: PointGroup[];
  /** Its series and its idempotency key: what no two flushes have at the same time. */
  claims: string[];
  /** Elementary operations that detectors need for it; see `costOf`. */
  cost: number;
}

/** What became of one request of a flush. */
export type Outcome = { result: IngestResult } | { error: unknown };

import type { OnConflict } from '../schemas/ingest';
import type { IngestResult, PointInput } from '../schemas/metrics';

/** Points that are stored together or not at all. */
export interface IngestRequest {
  points: PointInput[];
  onConflict: OnConflict;
  receivedAt: Date;
  /** The same key with the same hash gets the first answer again. */
  idempotency?: { key: string; bodyHash: string };
}

/** Takes points; when it answers, they are stored, evaluated and durable. */
export interface PointSink {
  submit(request: IngestRequest): Promise<IngestResult>;
}

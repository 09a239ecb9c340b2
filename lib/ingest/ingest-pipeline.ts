import { DriftwatchError } from '../errors';
import { ingestPoints } from './ingest-points';
import type { PointSink } from './ingest-request';

const directSink: PointSink = {
  async submit({ points, onConflict, receivedAt, idempotency }) {
    if (onConflict === 'replace')
      throw new DriftwatchError('INVALID_INPUT', 'on_conflict=replace is not supported');
    if (idempotency) throw new DriftwatchError('INVALID_INPUT', 'Idempotency-Key is not supported');
    return ingestPoints({ body: points, now: receivedAt });
  },
};

/** The process's one way for points. */
export function ingestPipeline(): PointSink {
  return directSink;
}

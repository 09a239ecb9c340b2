import { ingestDatabase } from '../db/ingest-database';
import { env } from '../env';
import { processWide } from '../process-wide';
import { GroupCommit, type PipelineStatus } from './group-commit';

const appPipeline = processWide('ingest-pipeline', () => {
  const { INGEST_FLUSHERS, INGEST_QUEUE_POINTS, STATE_CACHE_MIB, MAX_SERIES } = env();
  return new GroupCommit({
    database: ingestDatabase(),
    flushers: INGEST_FLUSHERS,
    queuePoints: INGEST_QUEUE_POINTS,
    stateCacheBytes: STATE_CACHE_MIB * 2 ** 20,
    maxSeries: MAX_SERIES,
  });
});

/** The app's pipeline, on `DATABASE_URL`. */
export function ingestPipeline(): GroupCommit {
  return appPipeline.get();
}

/** Of the app's pipeline and how many points it lets wait; null before the first use of it. */
export function pipelineStatus(): (PipelineStatus & { capacity: number }) | null {
  const open = appPipeline.peek();
  return open ? { ...open.status, capacity: open.capacity } : null;
}

/** See `GroupCommit.refuse`. */
export function refusePoints() {
  appPipeline.peek()?.refuse();
}

/** Answers what waits, then lets go of the pipeline; a later `ingestPipeline()` makes a new one. */
export async function closeIngestPipeline(): Promise<void> {
  await appPipeline.take()?.close();
}

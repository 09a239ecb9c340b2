import { afterAll, beforeAll } from 'vitest';
import { closeDatabase, database } from '@/lib/db/client';
import { closeIngestDatabase } from '@/lib/db/ingest-database';
import { closeIngestPipeline } from '@/lib/ingest/ingest-pipeline';
import { createTestDatabase } from './database';

/** Gives the test file its own migrated database, which `database()` then opens. */
export function withTestDatabase() {
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const created = await createTestDatabase();
    drop = created.drop;
    process.env.DATABASE_URL = created.url;
  });
  afterAll(async () => {
    await closeIngestPipeline();
    await closeIngestDatabase();
    await closeDatabase();
    await drop();
  });
}

/** Empties every table except that of the migrations. */
export async function emptyDatabase() {
  // It remembers series whose ids are about to be reused.
  await closeIngestPipeline();
  await database().$executeRaw`
    TRUNCATE models, metrics, series, points, detectors, detector_runs, reading_chunks, incidents, retrain_jobs,
      job_reasons, audit_rows, outbox, rollups, idempotency_keys, erased_series, point_deletions, events, annotations,
      saved_views, secrets, settings RESTART IDENTITY`;
}

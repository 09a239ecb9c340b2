import { afterAll, beforeAll } from 'vitest';
import { closeDatabase, database, type Transaction } from '@/lib/db/client';
import { closeIngestDatabase } from '@/lib/db/ingest-database';
import { inTransaction } from '@/lib/db/transaction';
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

/** Changes audit rows, as only the owner of the table can. */
export function onMutableAudit<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return inTransaction(database(), async (tx) => {
    await tx.$executeRaw`ALTER TABLE audit_rows DISABLE TRIGGER audit_rows_append_only`;
    const result = await work(tx);
    await tx.$executeRaw`ALTER TABLE audit_rows ENABLE TRIGGER audit_rows_append_only`;
    return result;
  });
}

/** Empties every table except that of the migrations. */
export async function emptyDatabase() {
  // It remembers series whose ids are about to be reused.
  await closeIngestPipeline();
  await onMutableAudit(
    (tx) => tx.$executeRaw`
    TRUNCATE models, metrics, series, points, detectors, detector_runs, reading_chunks, incidents, retrain_jobs,
      job_reasons, audit_rows, outbox, rollups, idempotency_keys, erased_series, point_deletions, events, annotations,
      saved_views, secrets, settings RESTART IDENTITY`,
  );
}

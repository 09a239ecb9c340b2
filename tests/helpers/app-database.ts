import { afterAll, beforeAll } from 'vitest';
import { closeDatabase, database, type Transaction } from '@/lib/db/client';
import { closeIngestDatabase } from '@/lib/db/ingest-database';
import { inTransaction } from '@/lib/db/transaction';
import { closeIngestPipeline } from '@/lib/ingest/ingest-pipeline';
import { createTestDatabase, workerDatabaseUrl } from './database';

/** Gives the test file its own migrated database, which `database()` then opens. */
export function withTestDatabase() {
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const created = await createTestDatabase(workerDatabaseUrl());
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

const tables = [
  ...['models', 'metrics', 'series', 'points', 'detectors', 'detector_runs', 'reading_chunks', 'incidents'],
  ...['retrain_jobs', 'job_reasons', 'audit_rows', 'outbox', 'rollups', 'idempotency_keys', 'erased_series'],
  ...['point_deletions', 'events', 'annotations', 'saved_views', 'secrets', 'settings', 'users', 'sessions'],
  ...['accounts', 'verifications', 'two_factors', 'grants', 'password_links', 'api_keys'],
];

/**
 * Empties every table except that of the migrations, and begins all ids at 1. Only those that have rows, in
 * one statement: a TRUNCATE of all of them takes twenty times as long.
 */
export async function emptyDatabase() {
  // It remembers series whose ids are about to be reused.
  await closeIngestPipeline();
  const [has] = await database().$queryRawUnsafe<Record<string, boolean>[]>(
    `SELECT ${tables.map((table) => `EXISTS (SELECT FROM ${table}) AS ${table}`).join(', ')}`,
  );
  const full = tables.filter((table) => has?.[table]);
  const empty = (tx: Pick<Transaction, '$executeRawUnsafe'>) =>
    tx.$executeRawUnsafe(
      `WITH ${full.map((table) => `from_${table} AS (DELETE FROM ${table})`).join(', ')} SELECT 1`,
    );
  if (full.includes('audit_rows')) await onMutableAudit(empty);
  else if (full.length > 0) await empty(database());
  await database().$executeRaw`
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL`;
}

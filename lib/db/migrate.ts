import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { DriftwatchError } from '../errors';
import { connectOrCreate } from './connect-or-create';
import { type Migration, readMigrations } from './migration-files';
import { type MigrationRow, planMigrations } from './migration-plan';

interface Options {
  connectionString: string;
  /** Folder of the migrations, each a folder with a `migration.sql`. */
  folder: string;
}

/** The key Prisma's own migrate takes, so that the two wait for each other. */
const prismaLockKey = 72707369;

/** Letter by letter Prisma's table. */
const createTable = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

/** Tables without a history were made by something else, and migrations would collide with them. */
export async function refuseForeignTables(client: pg.Client) {
  const { rows } = await client.query<{ name: string; history: boolean }>(
    `SELECT tablename AS name, bool_or(tablename = '_prisma_migrations') OVER () AS history
     FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename`,
  );
  const [first] = rows;
  if (!first || first.history) return;
  throw new DriftwatchError(
    'INTERNAL',
    `the database ${client.database} holds tables that are not Driftwatch's (such as ${first.name}); ` +
      'name a database of its own in DATABASE_URL',
  );
}

/** Waits until no other process migrates this database; the lock lasts as long as the session. */
export async function lockMigrations(client: pg.Client) {
  await client.query('SELECT pg_advisory_lock($1)', [prismaLockKey]);
}

/** Creates the table of applied migrations where it is missing. */
export async function createHistory(client: pg.Client) {
  await client.query(createTable);
}

/** Runs one migration and records it, in the transaction that is open. */
export async function applyMigration(client: pg.Client, { name, sql, checksum }: Migration) {
  const startedAt = new Date();
  await client.query(sql);
  await client.query(
    `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`,
    [randomUUID(), checksum, name, startedAt],
  );
}

/**
 * The statements and their row stand or fall together: a process killed here leaves no half of a migration.
 */
async function applyAlone(client: pg.Client, migration: Migration) {
  await client.query('BEGIN');
  try {
    await applyMigration(client, migration);
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK');
    throw new DriftwatchError('INTERNAL', `migration ${migration.name} failed: ${(cause as Error).message}`, {
      cause,
    });
  }
}

async function applyPending(client: pg.Client, known: Migration[]): Promise<string[]> {
  await lockMigrations(client);
  await refuseForeignTables(client);
  await createHistory(client);
  const { rows } = await client.query<MigrationRow>('SELECT * FROM "_prisma_migrations"');
  const pending = planMigrations(known, rows);
  for (const migration of pending) await applyAlone(client, migration);
  return pending.map(({ name }) => name);
}

/**
 * Brings a database up to the code, creating it where it is missing; answers the names of what was applied.
 * Starts that race wait for each other. A migration runs in one transaction, so it cannot hold statements
 * that refuse one, such as CREATE INDEX CONCURRENTLY.
 */
export async function migrate({ connectionString, folder }: Options): Promise<string[]> {
  const known = await readMigrations(folder);
  const client = await connectOrCreate(connectionString);
  try {
    return await applyPending(client, known);
  } finally {
    // Ending the session also lets go of the lock.
    await client.end();
  }
}

import { PrismaPg } from '@prisma/adapter-pg';
import { env } from '../env';
import { DriftwatchError } from '../errors';
import { type Prisma, PrismaClient } from '../generated/prisma/client';
import { logger } from '../logger';

export type Database = PrismaClient;
export type Transaction = Prisma.TransactionClient;

/** A statement that takes longer is given up and answered 503: who asked has most likely left. */
const statementLimitMs = 30_000;
/** A server that is gone without a word never says that its time is up; so we wait a little longer than it would. */
const answerLimitMs = statementLimitMs + 5000;
/** A process that was stopped in the middle of a transaction holds its locks no longer than this. */
export const idleInTransactionLimitMs = 300_000;

/**
 * A client with its own pool. Close it with `$disconnect()`.
 *
 * @param waitMs how long to wait for the answer to a statement; PostgreSQL itself gives up after 30 s.
 */
export function connectDatabase(connectionString: string, waitMs = answerLimitMs): Database {
  const onError = (error: Error) => logger.warn('database connection lost', { error });
  const config = {
    connectionString,
    max: 10,
    connectionTimeoutMillis: 5000,
    statement_timeout: statementLimitMs,
    query_timeout: waitMs,
    idle_in_transaction_session_timeout: idleInTransactionLimitMs,
    application_name: 'driftwatch',
    // With it the driver closes a connection that an answer was waited for in vain; else Prisma would put it back.
    pipeline: true,
  };
  const adapter = new PrismaPg(config, { onPoolError: onError, onConnectionError: onError });
  return new PrismaClient({ adapter, transactionOptions: { maxWait: 10_000, timeout: 60_000 } });
}

// Next bundles routes apart from each other and reloads them in development; the pool must stay one.
const store = globalThis as typeof globalThis & { driftwatchDatabase?: Database };

/** The app's client, on `DATABASE_URL`. */
export function database(): Database {
  if (store.driftwatchDatabase) return store.driftwatchDatabase;
  const url = env().DATABASE_URL;
  if (!url) throw new DriftwatchError('INTERNAL', 'DATABASE_URL is not set');
  store.driftwatchDatabase = connectDatabase(url);
  return store.driftwatchDatabase;
}

/** Closes the app's pool; a later `database()` opens a new one. */
export async function closeDatabase() {
  const open = store.driftwatchDatabase;
  store.driftwatchDatabase = undefined;
  await open?.$disconnect();
}

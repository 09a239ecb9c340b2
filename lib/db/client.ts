import { PrismaPg } from '@prisma/adapter-pg';
import { env } from '../env';
import { DriftwatchError } from '../errors';
import { type Prisma, PrismaClient } from '../generated/prisma/client';
import { logger } from '../logger';
import { processWide } from '../process-wide';

export type Database = PrismaClient;
export type Transaction = Prisma.TransactionClient;

/**
 * A statement that takes longer is given up: within thirty seconds, who asked has most likely left, which
 * answers 503; nobody waits for work in the background, such as deleting old data.
 */
const statementLimitsMs = { request: 30_000, background: 600_000 };
/**
 * A server that is gone without a word never says that its time is up; so we wait a little longer than it
 * would.
 */
const answerShare = 7 / 6;
/** A process that was stopped in the middle of a transaction holds its locks no longer than this. */
export const idleInTransactionLimitMs = 300_000;

/**
 * A client with its own pool. Close it with `$disconnect()`.
 *
 * @param statementLimitMs how long a statement may take, at least a millisecond.
 */
export function connectDatabase(
  connectionString: string,
  statementLimitMs = statementLimitsMs.request,
): Database {
  const onError = (error: Error) => logger.warn('database connection lost', { error });
  const config = {
    connectionString,
    max: 10,
    connectionTimeoutMillis: 5000,
    statement_timeout: statementLimitMs,
    query_timeout: Math.ceil(answerShare * statementLimitMs),
    idle_in_transaction_session_timeout: idleInTransactionLimitMs,
    application_name: 'driftwatch',
    // With it the driver closes a connection that an answer was waited for in vain; else Prisma would put it
    // back.
    pipeline: true,
  };
  const adapter = new PrismaPg(config, { onPoolError: onError, onConnectionError: onError });
  return new PrismaClient({ adapter, transactionOptions: { maxWait: 10_000, timeout: 60_000 } });
}

type Purpose = keyof typeof statementLimitsMs;

const databases = processWide('databases', () => new Map<Purpose, Database>());

/** The app's client, on `DATABASE_URL`, with a pool for each purpose. */
export function database(purpose: Purpose = 'request'): Database {
  const open = databases.get().get(purpose);
  if (open) return open;
  const url = env().DATABASE_URL;
  if (!url) throw new DriftwatchError('INTERNAL', 'DATABASE_URL is not set');
  const made = connectDatabase(url, statementLimitsMs[purpose]);
  databases.get().set(purpose, made);
  return made;
}

/** Closes the app's pools; a later `database()` opens a new one. */
export async function closeDatabase() {
  const open = [...(databases.take()?.values() ?? [])];
  await Promise.all(open.map((one) => one.$disconnect()));
}

import { PrismaPg } from '@prisma/adapter-pg';
import { env } from '../env';
import { DriftwatchError } from '../errors';
import { type Prisma, PrismaClient } from '../generated/prisma/client';
import { logger } from '../logger';

export type Database = PrismaClient;
export type Transaction = Prisma.TransactionClient;

/** A client with its own pool. Close it with `$disconnect()`. */
export function connectDatabase(connectionString: string): Database {
  const onError = (error: Error) => logger.warn('database connection lost', { error });
  const adapter = new PrismaPg(
    { connectionString, max: 10, connectionTimeoutMillis: 5000, application_name: 'driftwatch' },
    { onPoolError: onError, onConnectionError: onError },
  );
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

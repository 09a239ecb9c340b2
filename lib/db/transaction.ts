import type { Database, Transaction } from './client';
import { hasCode, retryableCodes, toUnavailable } from './unavailable';

const maxAttempts = 5;
/** The socket of a pooled connection turned out to be closed. */
const deadConnection: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET', 'ConnectionClosed']);

/**
 * Runs a transaction of Prisma. If its connection turns out to be dead before `work` has begun, another one
 * is taken: Prisma puts a connection back into its pool even if PostgreSQL has just ended the session.
 */
async function begin<Result>(
  db: Database,
  work: (tx: Transaction) => Promise<Result>,
  options: { isolationLevel?: 'RepeatableRead' } = {},
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    let hasBegun = false;
    try {
      return await db.$transaction((tx) => {
        hasBegun = true;
        return work(tx);
      }, options);
    } catch (error) {
      if (hasBegun || attempt === maxAttempts || !hasCode(error, deadConnection)) throw error;
    }
  }
}

/**
 * Runs `work` in one READ COMMITTED transaction, again when PostgreSQL gave up on it for a deadlock. Errors
 * of `work` roll back. A lost database becomes `UNAVAILABLE`; whether the commit arrived is then unknown to
 * the caller, which is safe for points (posting them again counts them as duplicates).
 */
export async function inTransaction<Result>(
  db: Database,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await begin(db, work);
    } catch (error) {
      if (attempt < maxAttempts && hasCode(error, retryableCodes)) continue;
      throw toUnavailable(error) ?? error;
    }
  }
}

/** Runs `work` in the caller's transaction, or in one of its own if the caller has none. */
export function joinTransaction<Result>(
  db: Database | Transaction,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return '$connect' in db ? inTransaction(db, work) : work(db);
}

/** Runs reads that have to fit together: all of them see the database as it is at the first one. */
export function inSnapshot<Result>(
  db: Database,
  read: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return begin(db, read, { isolationLevel: 'RepeatableRead' });
}

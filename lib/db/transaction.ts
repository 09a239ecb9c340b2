import { DriftwatchError } from '../errors';
import type { Database, Transaction } from './client';

const maxAttempts = 5;
/** Serialisation failure and deadlock: PostgreSQL undid the transaction, and doing it again is right. */
const retryableStates = new Set(['40001', '40P01']);
/** Connection failures: class 08, the server shutting down or starting, and the socket's own errors. */
const unavailable =
  /\b(08\d{3}|57P0[1-3]|ECONNREFUSED|ECONNRESET|EPIPE|P1001|P1002|P1008|P1017|P2024)\b|Connection terminated|timeout exceeded when trying to connect|Can't reach database server|DatabaseNotReachable/;

/** The SQLSTATE or Prisma code of an error, wherever the layers put it. */
function codesOf(error: unknown): string {
  const seen: string[] = [];
  for (let at = error, depth = 0; at instanceof Error && depth < 6; at = at.cause, depth++) {
    const fields = at as { code?: unknown; meta?: unknown };
    seen.push(String(fields.code ?? ''), at.name, at.message, JSON.stringify(fields.meta ?? null));
  }
  return seen.join(' ');
}

function isRetryable(error: unknown): boolean {
  const codes = codesOf(error);
  return /\bP2034\b/.test(codes) || [...retryableStates].some((state) => codes.includes(state));
}

/** Whether the database, rather than the statement, is what failed. */
export function isUnavailable(error: unknown): boolean {
  return !(error instanceof DriftwatchError) && unavailable.test(codesOf(error));
}

/**
 * Runs `work` in one READ COMMITTED transaction, again when PostgreSQL gave up on it for a deadlock. Errors of `work`
 * roll back. A lost database becomes `UNAVAILABLE`; whether the commit arrived is then unknown to the caller, which
 * is safe for points (posting them again counts them as duplicates).
 */
export async function inTransaction<Result>(
  db: Database,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.$transaction(work);
    } catch (error) {
      if (attempt < maxAttempts && isRetryable(error)) continue;
      if (isUnavailable(error)) {
        throw new DriftwatchError('UNAVAILABLE', 'the database cannot be reached; try again shortly', {
          cause: error,
        });
      }
      throw error;
    }
  }
}

import { DriftwatchError, isDriftwatchError } from '../errors';

/**
 * SQLSTATE classes 08 (connection) and 53 (no disk, memory or connection left), a server that stops, starts, only reads or
 * gave up on a statement; the errors of the socket and of its name or network; Prisma's own names for them.
 */
const unavailableCode =
  /^(08\d{3}|53\d{3}|57P0[1-3]|57014|25006|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|P1001|P1002|P1008|P1017|P2024|P2028)$/;
/** What reaches us without a code, such as the next statement on a connection that PostgreSQL has ended, or with ENOENT, which says of a missing Unix socket what it says of any missing file. */
const unavailableMessage =
  /Connection terminated|is not queryable|timeout exceeded when trying to connect|Query read timeout|DatabaseNotReachable|connect ENOENT/;

export const serializationFailure = '40001';

/** Serialisation failure and deadlock: PostgreSQL undid the transaction, and doing it again is right. */
export const retryableCodes: ReadonlySet<string> = new Set([serializationFailure, '40P01', 'P2034']);

interface ErrorFacts {
  codes: string[];
  messages: string[];
}

/** The codes and messages of an error, wherever the layers put them: its causes, and the driver's in Prisma's `meta`. */
function factsOf(error: unknown): ErrorFacts {
  const facts: ErrorFacts = { codes: [], messages: [] };
  for (let at = error, depth = 0; at instanceof Error && depth < 6; at = at.cause, depth++) {
    const { code, meta } = at as { code?: unknown; meta?: unknown };
    if (typeof code === 'string') facts.codes.push(code);
    facts.messages.push(at.message);
    const driver = JSON.stringify(meta ?? null);
    for (const [, found] of driver.matchAll(/"(?:originalCode|code|kind)":"(\w+)"/g)) {
      if (found) facts.codes.push(found);
    }
  }
  return facts;
}

/** Whether one of the error's codes, Prisma's or PostgreSQL's, is among these. */
export function hasCode(error: unknown, codes: ReadonlySet<string>): boolean {
  return factsOf(error).codes.some((code) => codes.has(code));
}

/** The UNAVAILABLE error for a failure of the database itself rather than of a statement; null for any other. */
export function toUnavailable(error: unknown): DriftwatchError | null {
  if (isDriftwatchError(error)) return null;
  const { codes, messages } = factsOf(error);
  const isUnavailable =
    codes.some((code) => unavailableCode.test(code) || code === 'DatabaseNotReachable') ||
    messages.some((message) => unavailableMessage.test(message));
  if (!isUnavailable) return null;
  return new DriftwatchError(
    'UNAVAILABLE',
    'the database cannot be reached or cannot do it now; try again shortly',
    {
      cause: error,
    },
  );
}

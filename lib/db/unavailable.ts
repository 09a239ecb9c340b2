import { DriftwatchError, isDriftwatchError } from '../errors';
import { logger } from '../logger';
import { databasePlace, noteDiskFull } from './database-state';

/**
 * SQLSTATE classes 08 (connection), 28 and 3D (a role, password or database that is not there, which no
 * request can help), 53 (no disk, memory or connection left) and 58 (a file that cannot be read or written);
 * a server that stops, starts, only reads, or gave up on a statement, a lock or an idle session; a commit
 * whose end is unknown; the errors of the socket and of its name or network; Prisma's own names for them.
 */
const unavailableCode = /^(?:(?:08|28|3D|53|58)[0-9A-Z]{3}|57P0[1-5]|57014|25006|25P0[34]|40003|55P03)$/;
const unavailableNames = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'ENOTCONN', 'EPIPE', 'ETIMEDOUT'],
  ...['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'],
  ...['P1000', 'P1001', 'P1002', 'P1003', 'P1008', 'P1010', 'P1017', 'P2024', 'P2028', 'P2037'],
  ...['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections'],
]);
/**
 * What reaches us without a code, or, trying to connect, with one that says of a Unix socket what it says of
 * any file (ENOENT, EACCES) or of a queue that is full (EAGAIN).
 */
const unavailableMessage =
  /Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|is not queryable|DatabaseNotReachable|connect E[A-Z]+/;
const diskFull = '53100';
const brokenFiles = /^58/;

export const serializationFailure = '40001';

/** Serialisation failure and deadlock: PostgreSQL undid the transaction, and doing it again is right. */
export const retryableCodes: ReadonlySet<string> = new Set([serializationFailure, '40P01', 'P2034']);

interface ErrorFacts {
  codes: string[];
  messages: string[];
}

/**
 * The codes and messages of an error, wherever the layers put them: its causes, and the driver's in Prisma's
 * `meta`, or in a cause that is no error.
 */
function factsOf(error: unknown): ErrorFacts {
  const facts: ErrorFacts = { codes: [], messages: [] };
  for (let at = error, depth = 0; at instanceof Error && depth < 6; at = at.cause, depth++) {
    const { code, meta } = at as { code?: unknown; meta?: unknown };
    if (typeof code === 'string') facts.codes.push(code);
    facts.messages.push(at.message);
    const driver = JSON.stringify([meta, at.cause instanceof Error ? null : at.cause]);
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

/** When a failure of each kind was last logged: with the database away every request has one. */
const loggedMs = new Map<string, number>();
const logEveryMs = 60_000;

function logOnce(kind: string, level: 'warn' | 'error', message: string, error: unknown) {
  const nowMs = Date.now();
  if (nowMs - (loggedMs.get(kind) ?? Number.NEGATIVE_INFINITY) < logEveryMs) return;
  loggedMs.set(kind, nowMs);
  // Prisma puts what happened at the end, after a piece of our code.
  const reason = (error as Error).message.trim().split('\n').at(-1);
  logger[level](message, { code: kind, reason });
}

/** Says in the log, at most once a minute for each kind, what is wrong with the database. */
function report(error: unknown, kind: string) {
  const place = databasePlace();
  if (kind === diskFull) {
    noteDiskFull();
    logOnce(
      kind,
      'error',
      `the disk of ${place} is full: nothing is stored until some space is freed there`,
      error,
    );
  } else if (brokenFiles.test(kind)) {
    logOnce(
      kind,
      'error',
      `PostgreSQL cannot use its files (${place}): look at the disk and at PostgreSQL's log`,
      error,
    );
  } else {
    logOnce(kind, 'warn', 'the database cannot be reached or cannot do it now', error);
  }
}

/**
 * The UNAVAILABLE error for a failure of the database itself rather than of a statement, which is logged;
 * null for any other.
 */
export function toUnavailable(error: unknown): DriftwatchError | null {
  if (isDriftwatchError(error)) return null;
  const { codes, messages } = factsOf(error);
  const kind =
    codes.find((code) => code === diskFull) ??
    codes.find((code) => unavailableNames.has(code) || unavailableCode.test(code)) ??
    messages.map((message) => unavailableMessage.exec(message)?.[0]).find(Boolean);
  if (kind === undefined) return null;
  report(error, kind);
  return new DriftwatchError(
    'UNAVAILABLE',
    kind === diskFull
      ? 'the database has no disk space left; try again once there is some'
      : 'the database cannot be reached or cannot do it now; try again shortly',
    { cause: error },
  );
}

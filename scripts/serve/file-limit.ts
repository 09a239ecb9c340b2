import { readdirSync, readFileSync } from 'node:fs';
import { rareWarning } from './rare-warning';

/**
 * File descriptors needed by database connections, page files and the runtime, in addition to client
 * connections.
 */
const reservedFiles = 96;
/** Minimum number of connections whatever the limit is; without any there would be no app. */
const minConnections = 16;
const lookEveryMs = 10_000;
/** The share of the limit from which to warn. */
const scarceShare = 0.9;

/**
 * Returns how many files and sockets this process may have open; null if there is no limit or the platform
 * does not report it.
 */
export function openFileLimit(): number | null {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return soft === undefined ? null : Number(soft);
  } catch {
    // macOS has no /proc; there, Node raises its limit to the hard one, which is usually unlimited.
    return null;
  }
}

/** Returns how many connections the file limit leaves room for. */
export function connectionsWithin(files: number | null): number {
  if (files === null) return Number.POSITIVE_INFINITY;
  return Math.max(minConnections, files - reservedFiles);
}

const warnScarce = rareWarning(
  'files and sockets run out; raise the limit (ulimit -n) or lower MAX_CONNECTIONS',
);

/** Warns when this process can open only a few more files, and when it cannot open any (EMFILE). */
export function warnOfScarceFiles(limit: number, folder = '/proc/self/fd') {
  try {
    const open = readdirSync(folder).length;
    if (open >= scarceShare * limit) warnScarce({ open, limit });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EMFILE' || code === 'ENFILE') warnScarce({ code, limit });
  }
}

/** Checks the open files every ten seconds. Returns a function that stops it. */
export function watchFiles(limit: number | null): () => void {
  if (limit === null) return () => {};
  const timer = setInterval(() => warnOfScarceFiles(limit), lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

import { readdirSync, readFileSync } from 'node:fs';
import { rareWarning } from './rare-warning';

/** What database connections, files of pages and the runtime need beside the connections of clients. */
const reservedFiles = 96;
/** So few connections are taken whatever the limit is: without any there would be no app. */
const minConnections = 16;
const lookEveryMs = 10_000;
/** From this share of the limit on it is time to say so. */
const scarceShare = 0.9;

/** How many files and sockets this process may have open; null if there is no limit or the platform does not say. */
export function openFileLimit(): number | null {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return soft === undefined ? null : Number(soft);
  } catch {
    // macOS has no /proc; Node raises its limit there to the hard one, which is commonly unlimited.
    return null;
  }
}

/** How many connections the limit of files leaves room for. */
export function connectionsWithin(files: number | null): number {
  if (files === null) return Number.POSITIVE_INFINITY;
  return Math.max(minConnections, files - reservedFiles);
}

const warnScarce = rareWarning(
  'files and sockets run out; raise the limit (ulimit -n) or lower MAX_CONNECTIONS',
);

/** Warns when few of the files that this process may open are left, and when none is (EMFILE). */
export function warnOfScarceFiles(limit: number, folder = '/proc/self/fd') {
  try {
    const open = readdirSync(folder).length;
    if (open >= scarceShare * limit) warnScarce({ open, limit });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EMFILE' || code === 'ENFILE') warnScarce({ code, limit });
  }
}

/** Looks at the open files every ten seconds; returns what ends that. */
export function watchFiles(limit: number | null): () => void {
  if (limit === null) return () => {};
  const timer = setInterval(() => warnOfScarceFiles(limit), lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

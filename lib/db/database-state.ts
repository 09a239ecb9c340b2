import { processWide } from '../process-wide';

/** Whether the database can be used, as far as it is known without asking it. */
export interface DatabaseState {
  status: 'up' | 'starting' | 'down';
  /** In words for a person; null while it is up. */
  reason: string | null;
}

interface Kept extends DatabaseState {
  /** Where the embedded server keeps its data; null for a server of DATABASE_URL. */
  dataFolder: string | null;
  fullSinceMs: number;
}

/**
 * A disk counts as full for so long after PostgreSQL has last said so: writes are what tells whether it still
 * is.
 */
const fullMs = 60_000;

const known = processWide<Kept>('database-state', () => ({
  status: 'starting',
  reason: 'the database is being opened',
  dataFolder: null,
  fullSinceMs: Number.NEGATIVE_INFINITY,
}));

function kept(): Kept {
  return known.get();
}

/** For who opens the database: that it can be used, or why it cannot. */
export function setDatabaseState(state: DatabaseState) {
  Object.assign(kept(), state);
}

/** For who starts the embedded server: its data folder, for messages. */
export function setDatabaseFolder(dataFolder: string) {
  kept().dataFolder = dataFolder;
}

export function noteDiskFull(nowMs = Date.now()) {
  kept().fullSinceMs = nowMs;
}

/** Where to look when the database has trouble with its files. */
export function databasePlace(): string {
  const { dataFolder } = kept();
  return dataFolder === null ? 'the server of DATABASE_URL' : dataFolder;
}

/**
 * Whether the database can be used, without asking it: `starting` until it has been opened, `down` while the
 * embedded server is away or takes no connections, and for a minute after PostgreSQL last found its disk
 * full. A server of DATABASE_URL that goes away is not noticed here.
 */
export function databaseState(nowMs = Date.now()): DatabaseState {
  const { status, reason, fullSinceMs } = kept();
  if (status === 'up' && nowMs - fullSinceMs < fullMs) {
    return { status: 'down', reason: `the disk of ${databasePlace()} is full` };
  }
  return { status, reason };
}

import path from 'node:path';
import { connectDatabase } from '../../lib/db/client';
import { setDatabaseFolder, setDatabaseState } from '../../lib/db/database-state';
import { migrate } from '../../lib/db/migrate';
import type { Env } from '../../lib/env';
import { type EmbeddedServer, openEmbeddedServer } from '../../lib/postgres/embedded-server';
import { listUnreadableSecrets } from '../../lib/secrets/list-unreadable-secrets';
import { system } from '../../lib/services/call';
import { fillQueue } from '../../lib/services/jobs/fill-queue';

export interface OpenDatabase {
  url: string;
  close(): Promise<void>;
}

/**
 * Returns DATABASE_URL unchanged, or starts the embedded server.
 *
 * @param isReady returns whether a server that comes back can be used at once; false until migrations are
 *   applied
 */
export async function openServer(
  env: Env,
  say: (sentence: string) => void,
  isReady = () => true,
): Promise<OpenDatabase> {
  if (env.DATABASE_URL) return { url: env.DATABASE_URL, close: async () => {} };
  const dataFolder = path.resolve(env.DRIFTWATCH_DATA);
  setDatabaseFolder(dataFolder);
  const server: EmbeddedServer = await openEmbeddedServer({
    dataFolder,
    say,
    onChange: (reason) => {
      if (reason !== null) setDatabaseState({ status: 'down', reason });
      else if (isReady()) setDatabaseState({ status: 'up', reason });
      else setDatabaseState({ status: 'starting', reason: 'the database is being opened' });
    },
  });
  return { url: server.url('driftwatch'), close: () => server.close() };
}

/**
 * Uses a client of its own, because the app's client reads its address from the environment, where it is not
 * set yet.
 */
async function prepareContents(url: string, env: Env, say: (sentence: string) => void) {
  const db = connectDatabase(url);
  try {
    await fillQueue({ actor: system, db, input: { capacity: env.RETRAIN_QUEUE_CAPACITY } });
    // What needs such a secret fails with the same words; everything else works.
    for (const { problem } of await listUnreadableSecrets(db, env)) say(`Warning: ${problem}.`);
  } finally {
    await db.$disconnect();
  }
}

/** Opens the database of DATABASE_URL, or the embedded one, and migrates it. */
export async function openDatabase(env: Env, say: (sentence: string) => void): Promise<OpenDatabase> {
  let isReady = false;
  const database = await openServer(env, say, () => isReady);
  try {
    const applied = await migrate({ connectionString: database.url, folder: 'prisma/migrations' });
    if (applied.length > 0)
      say(`Applied ${applied.length === 1 ? 'migration' : 'migrations'} ${applied.join(', ')}`);
    await prepareContents(database.url, env, say);
    isReady = true;
    setDatabaseState({ status: 'up', reason: null });
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

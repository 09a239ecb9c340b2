import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { migrate } from '@/lib/db/migrate';
import { createEmptyDatabase } from './database';

/** A database in the state before a migration, and how to continue from there. */
export interface DatabaseBefore {
  client: pg.Client;
  /** Applies all existing migrations. @returns the names of those applied. */
  migrateOn(): Promise<string[]>;
  drop(): Promise<void>;
}

/** Creates a database with all migrations earlier than the named one. */
export async function createDatabaseBefore(migration: string): Promise<DatabaseBefore> {
  const database = await createEmptyDatabase();
  const folder = await mkdtemp(path.join(tmpdir(), 'driftwatch-migrations-'));
  for (const earlier of (await readdir('prisma/migrations')).filter((one) => one < migration)) {
    await cp(path.join('prisma/migrations', earlier), path.join(folder, earlier), { recursive: true });
  }
  await migrate({ connectionString: database.url, folder });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  return {
    client,
    migrateOn: () => migrate({ connectionString: database.url, folder: 'prisma/migrations' }),
    drop: async () => {
      await client.end();
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
}

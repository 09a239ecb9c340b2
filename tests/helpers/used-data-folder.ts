import type { TestProject } from 'vitest/node';
import { migrate } from '@/lib/db/migrate';
import { openEmbeddedServer } from '@/lib/postgres/embedded-server';
import { createDataFolder, removeDataFolder } from './data-folder';
import { sharedSetUp } from './shared-set-up';

declare module 'vitest' {
  interface ProvidedContext {
    /** A data folder that an app has left, with nothing in the tables of its database. */
    usedDataFolder: string;
  }
}

async function makeUsedDataFolder() {
  const dataFolder = await createDataFolder();
  const server = await openEmbeddedServer({ dataFolder });
  await migrate({ connectionString: server.url('driftwatch'), folder: 'prisma/migrations' });
  await server.close();
  return { value: dataFolder, remove: () => removeDataFolder(dataFolder) };
}

/** Makes the folder that `copyDataFolder` copies. */
export default async function provideUsedDataFolder(project: TestProject) {
  const { value, tearDown } = await sharedSetUp('used data folder', makeUsedDataFolder);
  project.provide('usedDataFolder', value);
  return tearDown;
}

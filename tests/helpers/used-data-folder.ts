import type { TestProject } from 'vitest/node';
import { migrate } from '@/lib/db/migrate';
import { openEmbeddedServer } from '@/lib/postgres/embedded-server';
import { createDataFolder, removeDataFolder } from './data-folder';

declare module 'vitest' {
  interface ProvidedContext {
    /** A data folder that an app has left, with nothing in the tables of its database. */
    usedDataFolder: string;
  }
}

/** Makes the folder that `copyDataFolder` copies. */
export default async function provideUsedDataFolder(project: TestProject) {
  const dataFolder = await createDataFolder();
  const server = await openEmbeddedServer({ dataFolder });
  await migrate({ connectionString: server.url('driftwatch'), folder: 'prisma/migrations' });
  await server.close();
  project.provide('usedDataFolder', dataFolder);
  return () => removeDataFolder(dataFolder);
}

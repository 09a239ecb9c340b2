import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '@/lib/db/migrate';
import { openEmbeddedServer } from '@/lib/postgres/embedded-server';
import { prepareSources } from '../../scripts/prepare/prepare.mjs';
import { superuserUrl } from './data-folder';

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of the migrated database that `createTestDatabase` clones. */
    templateDatabase: string;
    /** Connection string for the superuser, who may make roles. */
    superuserDatabase: string;
  }
}

/**
 * Starts a server for the integration tests, deleted with its folder afterwards. Durability would only cost
 * time.
 */
export default async function startDatabaseServer(project: TestProject) {
  // The threads of previews run from their bundle.
  await prepareSources();
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'driftwatch-tests-'));
  const settings = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '200',
    // Its workers keep a database from being dropped: only a superuser may end them.
    autovacuum: 'off',
  };
  const server = await openEmbeddedServer({ dataFolder, settings });
  const template = server.url('template_of_tests');
  await migrate({ connectionString: template, folder: 'prisma/migrations' });
  project.provide('templateDatabase', template);
  project.provide('superuserDatabase', await superuserUrl(dataFolder, 'postgres'));
  return async () => {
    await server.close();
    await rm(dataFolder, { recursive: true, force: true });
  };
}

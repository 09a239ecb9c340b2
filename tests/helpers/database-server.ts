import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '@/lib/db/migrate';
import { openEmbeddedServer } from '@/lib/postgres/embedded-server';
import { prepareSources } from '../../scripts/prepare/prepare.mjs';
import { superuserUrl } from './data-folder';
import { sharedSetUp } from './shared-set-up';

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of the migrated database that `createTestDatabase` clones. */
    templateDatabase: string;
    /** Connection string for the superuser, who may make roles. */
    superuserDatabase: string;
  }
}

/** Durability would only cost time. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  // Its workers keep a database from being dropped: only a superuser may end them.
  autovacuum: 'off',
};

async function startServer() {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'driftwatch-tests-'));
  const server = await openEmbeddedServer({ dataFolder, settings });
  const template = server.url('template_of_tests');
  await migrate({ connectionString: template, folder: 'prisma/migrations' });
  const superuser = await superuserUrl(dataFolder, 'postgres');
  return {
    value: { template, superuser },
    async remove() {
      await server.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Starts a server for the integration tests, deleted with its folder afterwards. */
export default async function startDatabaseServer(project: TestProject) {
  // The threads of previews run from their bundle.
  await prepareSources();
  const { value, tearDown } = await sharedSetUp('database server', startServer);
  project.provide('templateDatabase', value.template);
  project.provide('superuserDatabase', value.superuser);
  return tearDown;
}

import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { migrate } from '@/lib/db/migrate';
import { prepareCluster } from '@/lib/postgres/cluster';
import { openEmbeddedServer } from '@/lib/postgres/embedded-server';
import { findPostmaster, startPostmaster } from '@/lib/postgres/postmaster';
import { waitUntil } from '@/lib/postgres/wait-until';
import { createDataFolder, postmasterOf, removeDataFolder, superuserUrl } from '../../helpers/data-folder';

// Each test starts a server several times.
vi.setConfig({ testTimeout: 120_000 });

let dataFolder: string;
const accessFile = () => path.join(dataFolder, 'postgres', 'pg_hba.conf');
const earlierRules = 'local all all scram-sha-256\nhost all all 127.0.0.1/32 scram-sha-256\n';

beforeEach(async () => {
  dataFolder = await createDataFolder();
});
afterEach(() => removeDataFolder(dataFolder));

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return (await client.query(sql).finally(() => client.end())).rows;
}

/** Turns the folder into that of an earlier version: one role owns everything. */
async function makeEarlier() {
  const server = await openEmbeddedServer({ dataFolder });
  const maintenance = await superuserUrl(dataFolder, 'postgres');
  await query(maintenance, 'ALTER DATABASE postgres OWNER TO driftwatch; DROP ROLE driftwatch_app');
  const url = await superuserUrl(dataFolder, 'driftwatch');
  await migrate({ connectionString: url, folder: 'prisma/migrations' });
  await runMigrations({ connectionString: url, schema: 'driftwatch_jobs' });
  await query(url, "INSERT INTO models (id) VALUES ('kept')");
  await query(
    url,
    'CREATE SCHEMA "of Mine"; CREATE VIEW "of Mine"."A view" AS SELECT 1; CREATE SEQUENCE alone',
  );
  await query(url, 'CREATE DOMAIN positive AS int CHECK (value > 0); CREATE TYPE pair AS (a int, b int)');
  await server.close();
  await writeFile(accessFile(), earlierRules);
}

/** Lists what the superuser owns besides PostgreSQL's own objects. */
const ownedBySuperuser = `
  SELECT 'relation' AS kind, oid::regclass::text AS name FROM pg_class WHERE relowner = 10 AND oid >= 16384
    AND relnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname ~ '^pg_')
  UNION ALL SELECT 'type', oid::regtype::text FROM pg_type WHERE typowner = 10 AND oid >= 16384
    AND typnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname ~ '^pg_')
  UNION ALL SELECT 'routine', oid::regprocedure::text FROM pg_proc WHERE proowner = 10 AND oid >= 16384
  UNION ALL SELECT 'schema', nspname FROM pg_namespace WHERE nspowner = 10 AND oid >= 16384
  UNION ALL SELECT 'database', datname FROM pg_database WHERE datdba = 10 AND NOT datistemplate`;

it('the role of the app takes over a folder of an earlier version at its start', async () => {
  await makeEarlier();
  const server = await openEmbeddedServer({ dataFolder });
  const url = server.url('driftwatch');
  expect(await query(url, ownedBySuperuser)).toEqual([]);
  expect(await query(url, 'SELECT id FROM models')).toEqual([{ id: 'kept' }]);
  await query(
    url,
    'ALTER TABLE models ADD COLUMN more int; ALTER TABLE models DROP COLUMN more; DROP DOMAIN positive',
  );
  expect(await readFile(accessFile(), 'utf8')).not.toContain('127.0.0.1');
  await server.close();
});

it('a start that is killed during the takeover is completed by the next one', async () => {
  await makeEarlier();
  await (await openEmbeddedServer({ dataFolder })).close();
  const second = await openEmbeddedServer({ dataFolder });
  // One transaction hands over the objects; the database after it may be missing. A table created in between
  // is covered too.
  const maintenance = await superuserUrl(dataFolder, 'driftwatch');
  await query(maintenance, 'ALTER DATABASE driftwatch OWNER TO driftwatch; CREATE TABLE since (id serial)');
  await second.close();
  const third = await openEmbeddedServer({ dataFolder });
  expect(await query(third.url('driftwatch'), ownedBySuperuser)).toEqual([]);
  await third.close();
});

/** A free port for a server of an earlier version. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

it('a server that an earlier version left running on a port is restarted on the socket', async () => {
  await makeEarlier();
  const cluster = await prepareCluster(dataFolder);
  const port = String(await freePort());
  await startPostmaster(cluster, { listen_addresses: '127.0.0.1', unix_socket_directories: '', port });
  const listens = async () => (await findPostmaster(cluster.folder))?.listensOnTcp === true;
  expect(await waitUntil(listens, 10_000)).toBe(true);
  const pid = await postmasterOf(dataFolder);
  const said: string[] = [];
  const server = await openEmbeddedServer({ dataFolder, say: (sentence) => said.push(sentence) });
  expect(said).toEqual([
    'PostgreSQL was started by an earlier version and listens on a port; restarting it on a socket.',
  ]);
  expect(await postmasterOf(dataFolder)).not.toBe(pid);
  expect(await query(server.url('driftwatch'), 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
  await server.close();
});

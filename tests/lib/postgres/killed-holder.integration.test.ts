import { chmod, chown, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { waitUntil } from '@/lib/postgres/wait-until';
import { copyDataFolder } from '../../helpers/copy-data-folder';
import { createDataFolder, killPostmaster, postmasterOf, removeDataFolder } from '../../helpers/data-folder';
import { bundleHolder, startHolder } from '../../helpers/server-holder';

let programFolder: string;
let program: string;
let dataFolder: string;

beforeAll(async () => {
  programFolder = await mkdtemp(path.join(tmpdir(), 'driftwatch-holder-'));
  program = await bundleHolder(programFolder);
  await chmod(programFolder, 0o755);
});
afterAll(() => rm(programFolder, { recursive: true }));
beforeEach(async () => {
  dataFolder = await createDataFolder();
});
afterEach(() => removeDataFolder(dataFolder));

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return (await client.query(sql).finally(() => client.end())).rows;
}

it('a server survives kill -9 of its app, and the next start adopts it with its data', async () => {
  await removeDataFolder(dataFolder);
  dataFolder = await copyDataFolder();
  const first = startHolder(program, dataFolder);
  await query(await first.url, 'CREATE TABLE kept AS SELECT 42 AS value');
  const pid = await postmasterOf(dataFolder);
  first.process.kill('SIGKILL');
  await first.ended;
  expect(await postmasterOf(dataFolder)).toBe(pid);
  const second = startHolder(program, dataFolder);
  expect(await query(await second.url, 'SELECT value FROM kept')).toEqual([{ value: 42 }]);
  expect(await postmasterOf(dataFolder)).toBe(pid);
  second.process.kill('SIGTERM');
  expect(await second.ended).toBe(0);
  expect(await postmasterOf(dataFolder)).toBeUndefined();
});

it('a start recovers after app and server were killed', async () => {
  await removeDataFolder(dataFolder);
  dataFolder = await copyDataFolder();
  const first = startHolder(program, dataFolder);
  await query(await first.url, 'CREATE TABLE kept AS SELECT 42 AS value');
  first.process.kill('SIGKILL');
  await first.ended;
  await killPostmaster(dataFolder);
  const second = startHolder(program, dataFolder);
  expect(await query(await second.url, 'SELECT value FROM kept')).toEqual([{ value: 42 }]);
  second.process.kill('SIGTERM');
  expect(await second.ended).toBe(0);
});

it('a first start that is killed while it creates the data folder does not harm the next one', async () => {
  const first = startHolder(program, dataFolder);
  const hasBegun = async () => {
    // Neither folder exists immediately.
    const [staging = ''] = await readdir(dataFolder).catch(() => []);
    return (await readdir(path.join(dataFolder, staging, 'data')).catch(() => [])).length > 0;
  };
  expect(await waitUntil(hasBegun, 10_000)).toBe(true);
  first.process.kill('SIGKILL');
  await first.ended;
  const second = startHolder(program, dataFolder);
  expect(await query(await second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  second.process.kill('SIGTERM');
  expect(await second.ended).toBe(0);
});

it('three concurrent first starts create one server', async () => {
  const holders = [1, 2, 3].map(() => startHolder(program, dataFolder));
  const urls = await Promise.all(holders.map((holder) => holder.url));
  expect(new Set(urls).size).toBe(1);
  for (const holder of holders) holder.process.kill('SIGTERM');
  expect(await Promise.all(holders.map((holder) => holder.ended))).toEqual([0, 0, 0]);
  expect(await postmasterOf(dataFolder)).toBeUndefined();
});

it('an ordinary user runs the server directly', async () => {
  const isRoot = process.getuid?.() === 0;
  // An arbitrary user; without root, the tests already run as an ordinary user.
  const account = isRoot ? { uid: 65534, gid: 65534 } : undefined;
  await mkdir(dataFolder);
  if (account) {
    await chown(dataFolder, account.uid, account.gid);
    await chmod(path.dirname(dataFolder), 0o755);
  }
  const holder = startHolder(program, dataFolder, account);
  expect(await query(await holder.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect((await stat(path.join(dataFolder, 'postgres'))).uid).toBe(account?.uid ?? process.getuid?.());
  holder.process.kill('SIGTERM');
  expect(await holder.ended).toBe(0);
});

it('a user who cannot write to the data folder is told which user and folder', async () => {
  await mkdir(dataFolder);
  await chmod(dataFolder, 0o500);
  await chmod(path.dirname(dataFolder), 0o755);
  const account = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;
  const holder = startHolder(program, dataFolder, account);
  await expect(holder.url).rejects.toThrow(/user \d+ cannot use the data folder .*DRIFTWATCH_DATA/);
});

import { spawn } from 'node:child_process';
import { chmod, chown, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseAccount } from '@/lib/postgres/account';
import { type EmbeddedServer, openEmbeddedServer } from '@/lib/postgres/embedded-server';
import { waitUntil } from '@/lib/postgres/wait-until';
import {
  createDataFolder,
  killPostmaster,
  postmasterOf,
  readPidFile,
  removeDataFolder,
} from '../../helpers/data-folder';

let dataFolder: string;
const inCluster = (name: string) => path.join(dataFolder, 'postgres', name);
const open = () => openEmbeddedServer({ dataFolder });

beforeEach(async () => {
  dataFolder = await createDataFolder();
});
afterEach(() => removeDataFolder(dataFolder));

async function query(server: EmbeddedServer, sql: string) {
  const client = new pg.Client({ connectionString: server.url('postgres') });
  client.on('error', () => {});
  await client.connect();
  return (await client.query(sql).finally(() => client.end())).rows;
}

const answers = (server: EmbeddedServer) =>
  query(server, 'SELECT 1').then(
    () => true,
    () => false,
  );

describe('an undisturbed life', () => {
  it('keeps data from one start to the next and leaves no server behind', async () => {
    const first = await open();
    await query(first, 'CREATE TABLE kept AS SELECT 42 AS value');
    await first.close();
    expect(await postmasterOf(dataFolder)).toBeUndefined();
    const second = await open();
    expect(await query(second, 'SELECT value FROM kept')).toEqual([{ value: 42 }]);
    await second.close();
  });

  it('listens on the loopback address only, wants its password, and keeps that to its owner', async () => {
    const server = await open();
    expect(await query(server, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(await query(server, 'SHOW unix_socket_directories')).toEqual([{ unix_socket_directories: '' }]);
    const stranger = new pg.Client({
      connectionString: server.url('postgres').replace(/:[0-9a-f]+@/, ':guess@'),
    });
    await expect(stranger.connect()).rejects.toThrow('password authentication failed');
    expect((await stat(inCluster('driftwatch-password'))).mode & 0o777).toBe(0o600);
    await server.close();
  });

  it('is shared by all who open it, and stopped by the last', async () => {
    const [first, second] = await Promise.all([open(), open()]);
    expect(second.port).toBe(first.port);
    await first.close();
    expect(await answers(second)).toBe(true);
    await second.close();
    expect(await postmasterOf(dataFolder)).toBeUndefined();
  });

  it('opens while the last one is closing it', async () => {
    const first = await open();
    const [, second] = await Promise.all([first.close(), open()]);
    expect(await answers(second)).toBe(true);
    await second.close();
  });
});

describe('a server that was killed', () => {
  it('starts again with its data when it died while nobody had it open', async () => {
    const first = await open();
    await query(first, 'CREATE TABLE kept AS SELECT 42 AS value');
    await first.close();
    // Opened and killed without a close: what is left is the stale pid file of a crash.
    const second = await open();
    const closing = killPostmaster(dataFolder).then(() => second.close());
    await closing;
    const third = await open();
    expect(await query(third, 'SELECT value FROM kept')).toEqual([{ value: 42 }]);
    await third.close();
    expect(await postmasterOf(dataFolder)).toBeUndefined();
  });

  it('is brought back on the same port while it is open', async () => {
    const server = await open();
    const pid = await postmasterOf(dataFolder);
    await killPostmaster(dataFolder);
    expect(await waitUntil(() => answers(server), 15_000)).toBe(true);
    expect(await postmasterOf(dataFolder)).not.toBe(pid);
    await server.close();
    expect(await postmasterOf(dataFolder)).toBeUndefined();
  });

  it('starts although the id in its pid file is now that of another process', async () => {
    const server = await open();
    const pidFile = await readPidFile(dataFolder);
    await server.close();
    const account = await chooseAccount(dataFolder, path.join(dataFolder, 'postgres'));
    const other = spawn('sleep', ['60'], { cwd: '/', ...account });
    try {
      await writeFile(inCluster('postmaster.pid'), pidFile.replace(/^\d+/, String(other.pid)), {
        mode: 0o600,
      });
      if (account) await chown(inCluster('postmaster.pid'), account.uid, account.gid);
      const again = await open();
      expect(await answers(again)).toBe(true);
      expect(other.exitCode).toBeNull();
      await again.close();
    } finally {
      other.kill();
    }
  });

  it('starts although it was killed before it had written its pid file', async () => {
    await (await open()).close();
    await writeFile(inCluster('postmaster.pid'), '');
    const again = await open();
    expect(await answers(again)).toBe(true);
    await again.close();
  });
});

describe('a data folder', () => {
  it('may lie under a parent that the server’s user cannot enter', async () => {
    await chmod(path.dirname(dataFolder), 0o700);
    const server = await open();
    expect(await answers(server)).toBe(true);
    await server.close();
  });

  it('of another major version is refused with what to do', async () => {
    await (await open()).close();
    await writeFile(inCluster('PG_VERSION'), '17\n');
    await expect(open()).rejects.toThrow(/was made by PostgreSQL 17, .*brings PostgreSQL 18.*pg_dump/);
    await writeFile(inCluster('PG_VERSION'), '18\n');
    await (await open()).close();
  });

  it('that holds something else is refused and left alone', async () => {
    await mkdir(path.join(dataFolder, 'postgres'), { recursive: true });
    await writeFile(inCluster('thesis.txt'), 'precious');
    await expect(open()).rejects.toThrow('is not empty and not a PostgreSQL data folder');
    expect(await readFile(inCluster('thesis.txt'), 'utf8')).toBe('precious');
  });

  it('whose password file was changed is refused with the name of the file', async () => {
    const server = await open();
    const password = await readFile(inCluster('driftwatch-password'), 'utf8');
    await writeFile(inCluster('driftwatch-password'), 'wrong');
    await expect(open()).rejects.toThrow('refuses the password in its file driftwatch-password');
    await writeFile(inCluster('driftwatch-password'), password);
    await server.close();
  });

  it('is cleared of what a killed first start left', async () => {
    const gone = spawn('true');
    await new Promise((resolve) => gone.once('close', resolve));
    const leftover = path.join(dataFolder, `postgres.new-${gone.pid}-00000000`);
    await mkdir(path.join(leftover, 'data', 'base'), { recursive: true });
    await (await open()).close();
    expect(await readdir(dataFolder)).toEqual(['postgres', 'postgres.log']);
    await rm(leftover, { recursive: true, force: true });
  });
});

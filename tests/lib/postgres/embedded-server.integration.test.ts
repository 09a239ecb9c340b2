import { spawn } from 'node:child_process';
import { chmod, chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseAccount } from '@/lib/postgres/account';
import { prepareCluster } from '@/lib/postgres/cluster';
import { type EmbeddedServer, openEmbeddedServer } from '@/lib/postgres/embedded-server';
import { rotateLog } from '@/lib/postgres/postmaster';
import { waitUntil } from '@/lib/postgres/wait-until';
import { copyDataFolder } from '../../helpers/copy-data-folder';
import {
  killPostmaster,
  postmasterOf,
  readPidFile,
  removeDataFolder,
  replaceDataFolder,
} from '../../helpers/data-folder';

let dataFolder: string;
const inCluster = (name: string) => path.join(dataFolder, 'postgres', name);
const open = () => openEmbeddedServer({ dataFolder });

beforeEach(async () => {
  dataFolder = await copyDataFolder();
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

describe('a server without disturbances', () => {
  it('keeps data from one start to the next and leaves no server behind', async () => {
    const first = await open();
    await query(first, 'CREATE TABLE kept AS SELECT 42 AS value');
    await first.close();
    expect(await postmasterOf(dataFolder)).toBeUndefined();
    const second = await open();
    expect(await query(second, 'SELECT value FROM kept')).toEqual([{ value: 42 }]);
    await second.close();
  });

  it('listens on no port, only on a socket that nobody else can reach, and requires a password there', async () => {
    dataFolder = await replaceDataFolder(dataFolder);
    const server = await open();
    expect(await query(server, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
    expect((await stat(inCluster('.'))).mode & 0o777).toBe(0o700);
    expect((await stat(inCluster('.s.PGSQL.5432'))).mode & 0o777).toBe(0o700);
    const guess = server.url('postgres').replace(/:[0-9a-f]+@/, ':guess@');
    await expect(new pg.Client({ connectionString: guess }).connect()).rejects.toThrow(
      'password authentication failed',
    );
    expect((await stat(inCluster('driftwatch-password'))).mode & 0o777).toBe(0o600);
    await server.close();
  });

  it('gives the app a role that is not a superuser and owns its databases', async () => {
    dataFolder = await replaceDataFolder(dataFolder);
    const server = await open();
    const role = `SELECT rolsuper, rolcreaterole, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = current_user`;
    expect(await query(server, role)).toEqual([
      { rolsuper: false, rolcreaterole: false, rolreplication: false, rolbypassrls: false },
    ]);
    await expect(query(server, `COPY (SELECT 1) TO PROGRAM 'true'`)).rejects.toThrow('permission denied');
    await server.close();
  });

  it('is shared by all processes that open it, and stopped by the last', async () => {
    dataFolder = await replaceDataFolder(dataFolder);
    const [first, second] = await Promise.all([open(), open()]);
    expect(second.url('any')).toBe(first.url('any'));
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

describe('a killed server', () => {
  it('starts again with its data if it died while nobody had it open', async () => {
    const first = await open();
    await query(first, 'CREATE TABLE kept AS SELECT 42 AS value');
    await first.close();
    // Opened and killed without a close, which leaves the stale pid file of a crash.
    const second = await open();
    const closing = killPostmaster(dataFolder).then(() => second.close());
    await closing;
    const third = await open();
    expect(await query(third, 'SELECT value FROM kept')).toEqual([{ value: 42 }]);
    await third.close();
    expect(await postmasterOf(dataFolder)).toBeUndefined();
  });

  it('is restarted at the same address while it is open', async () => {
    const server = await open();
    const pid = await postmasterOf(dataFolder);
    await killPostmaster(dataFolder);
    expect(await waitUntil(() => answers(server), 15_000)).toBe(true);
    expect(await postmasterOf(dataFolder)).not.toBe(pid);
    await server.close();
    expect(await postmasterOf(dataFolder)).toBeUndefined();
  });

  it('starts although the id in its pid file now belongs to another process', async () => {
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
  }, 60_000);
});

describe('the reports about a server', () => {
  it('say that it accepts no connections, and when it does again', async () => {
    const changes: (string | null)[] = [];
    const server = await openEmbeddedServer({
      dataFolder,
      checkMs: 25,
      onChange: (whyDown) => changes.push(whyDown),
    });
    const pid = (await postmasterOf(dataFolder)) as number;
    process.kill(pid, 'SIGSTOP');
    expect(await waitUntil(async () => changes.length === 1, 20_000)).toBe(true);
    expect(changes[0]).toContain('accepts no connections');
    process.kill(pid, 'SIGCONT');
    expect(await waitUntil(async () => changes.length === 2, 20_000)).toBe(true);
    expect(changes[1]).toBeNull();
    await server.close();
  });

  it('say that it is gone, and why it does not come back until it does', async () => {
    const changes: (string | null)[] = [];
    const server = await openEmbeddedServer({ dataFolder, onChange: (whyDown) => changes.push(whyDown) });
    const control = path.join(inCluster('global'), 'pg_control');
    await rename(control, `${control}.away`);
    await killPostmaster(dataFolder);
    expect(await waitUntil(async () => changes.length === 2, 25_000)).toBe(true);
    expect(changes[0]).toContain('PostgreSQL is gone');
    expect(changes[1]).toMatch(/is not back yet.*could not find the database system/s);
    await rename(`${control}.away`, control);
    expect(await waitUntil(async () => changes.at(-1) === null, 25_000)).toBe(true);
    expect(await answers(server)).toBe(true);
    await server.close();
  }, 60_000);
});

describe('the log of a server', () => {
  it('starts again once it is too long while the server runs, and the old contents are kept once', async () => {
    const server = await openEmbeddedServer({ dataFolder, checkMs: 3_600_000 });
    const cluster = await prepareCluster(dataFolder);
    const log = () => readFile(cluster.logFile, 'utf8');
    await expect(query(server, 'SELECT first_fault')).rejects.toThrow();
    expect(await log()).toContain('first_fault');
    await rotateLog(cluster, 1_000_000);
    expect(await log()).toContain('first_fault');
    await rotateLog(cluster, 10);
    expect(await log()).toBe('');
    expect(await readFile(`${cluster.logFile}.old`, 'utf8')).toContain('first_fault');
    await expect(query(server, 'SELECT second_fault')).rejects.toThrow();
    // From the first byte: the server appends instead of continuing at its old offset.
    expect(await log()).toMatch(/^\d{4}-[^\0]*second_fault/);
    await server.close();
    expect((await readdir(dataFolder)).sort()).toEqual(['postgres', 'postgres.log', 'postgres.log.old']);
  });
});

describe('a data folder', () => {
  it('may have a path that is too long for a socket', async () => {
    const parent = path.dirname(dataFolder);
    const long = path.join(parent, 'a'.repeat(120), 'data');
    const server = await openEmbeddedServer({ dataFolder: long, checkMs: 25 });
    expect(await answers(server)).toBe(true);
    const short = new URL(server.url('postgres')).searchParams.get('host') ?? '';
    const { mode, uid } = await stat(path.dirname(short));
    expect([mode & 0o777, uid]).toEqual([0o700, process.getuid?.()]);
    await rm(path.dirname(short), { recursive: true });
    expect(await waitUntil(() => answers(server), 20_000)).toBe(true);
    await server.close();
    await expect(stat(path.dirname(short))).rejects.toThrow('ENOENT');
  });

  it('may be below a parent that the server’s user cannot enter', async () => {
    await chmod(path.dirname(dataFolder), 0o700);
    const server = await open();
    expect(await answers(server)).toBe(true);
    await server.close();
  });

  it('of another major version is refused with instructions', async () => {
    await (await open()).close();
    await writeFile(inCluster('PG_VERSION'), '17\n');
    await expect(open()).rejects.toThrow(
      /was made by PostgreSQL 17, .*brings PostgreSQL 18.*npm run backup.*npm run restore/,
    );
    await writeFile(inCluster('PG_VERSION'), '18\n');
    await (await open()).close();
  });

  it('that contains something else is refused and not changed', async () => {
    dataFolder = await replaceDataFolder(dataFolder);
    await mkdir(path.join(dataFolder, 'postgres'), { recursive: true });
    await writeFile(inCluster('thesis.txt'), 'precious');
    await expect(open()).rejects.toThrow('is not empty and not a PostgreSQL data folder');
    expect(await readFile(inCluster('thesis.txt'), 'utf8')).toBe('precious');
  });

  it('whose password file was changed is refused with the name of the file', async () => {
    const server = await open();
    const password = await readFile(inCluster('driftwatch-password'), 'utf8');
    await writeFile(inCluster('driftwatch-password'), 'wrong');
    await expect(open()).rejects.toThrow('rejects the password in its file driftwatch-password');
    await writeFile(inCluster('driftwatch-password'), password);
    await server.close();
  });

  it('is cleared of what a killed first start left', async () => {
    dataFolder = await replaceDataFolder(dataFolder);
    const gone = spawn('true');
    await new Promise((resolve) => gone.once('close', resolve));
    const leftover = path.join(dataFolder, `postgres.new-${gone.pid}-00000000`);
    await mkdir(path.join(leftover, 'data', 'base'), { recursive: true });
    await (await open()).close();
    expect(await readdir(dataFolder)).toEqual(['postgres', 'postgres.log']);
    await rm(leftover, { recursive: true, force: true });
  });
});

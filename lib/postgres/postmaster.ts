import { spawn } from 'node:child_process';
import { chown, copyFile, open, readFile, rename, rm, stat, truncate } from 'node:fs/promises';
import path from 'node:path';
import { type Cluster, folderArgument, serverEnvironment, stagingPrefix } from './cluster';
import { worksIn } from './process-table';
import { socketPort } from './socket-folder';
import { waitUntil } from './wait-until';

export interface Postmaster {
  pid: number;
  /** True if a version of Driftwatch that did not use the socket yet started it. */
  listensOnTcp: boolean;
}

/** A postmaster that we started; `exited` becomes true when it is gone. */
export interface StartedPostmaster {
  exited: boolean;
}

const maxLogBytes = 5_000_000;
const socketLock = `.s.PGSQL.${socketPort}.lock`;
const pidFile = (folder: string) => path.join(folder, 'postmaster.pid');

/**
 * The first line of `postmaster.pid` is the process id, the sixth the TCP address. Undefined without the
 * file.
 */
async function readPidFile(folder: string): Promise<Postmaster | undefined> {
  const text = await readFile(pidFile(folder), 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  return { pid: Number(lines[0]), listensOnTcp: Boolean(lines[5]?.trim()) };
}

/** Returns the live server of this folder, ready or not. */
export async function findPostmaster(folder: string): Promise<Postmaster | undefined> {
  const named = await readPidFile(folder);
  return named && named.pid > 0 && (await worksIn(named.pid, folder)) ? named : undefined;
}

/**
 * Removes an empty pid file. A server that is killed while writing it leaves one, and PostgreSQL would refuse
 * to start forever.
 */
export async function removeEmptyPidFile(folder: string) {
  const size = await stat(pidFile(folder)).then(
    (file) => file.size,
    () => -1,
  );
  if (size === 0) await rm(pidFile(folder), { force: true });
}

const sizeOf = (file: string) =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

/**
 * Limits the log of a running server. Beyond five megabytes it starts again, and the old contents move to
 * `postgres.log.old`. The server keeps appending to the same file.
 */
export async function rotateLog({ logFile, account }: Cluster, maxBytes = maxLogBytes) {
  if ((await sizeOf(logFile)) <= maxBytes) return;
  const copy = path.join(path.dirname(logFile), `${stagingPrefix}${process.pid}-log`);
  try {
    await copyFile(logFile, copy);
    // Another process that has the server open may have been faster.
    if ((await sizeOf(copy)) <= maxBytes) return;
    if (account) await chown(copy, account.uid, account.gid);
    await rename(copy, `${logFile}.old`);
    await truncate(logFile);
  } catch {
    // The disk is probably full; then the space is worth more than the lines.
    await truncate(logFile);
  } finally {
    await rm(copy, { force: true });
  }
}

async function openLog({ logFile, account }: Cluster) {
  if ((await sizeOf(logFile)) > maxLogBytes) await rename(logFile, `${logFile}.old`);
  const log = await open(logFile, 'a', 0o600);
  if (account) await chown(logFile, account.uid, account.gid);
  return log;
}

/**
 * Starts the server in its own session. Ctrl-C in a terminal reaches every process of the foreground group,
 * but PostgreSQL has to outlive the last writes of the app.
 */
export async function startPostmaster(
  cluster: Cluster,
  settings: Record<string, string>,
): Promise<StartedPostmaster> {
  const { folder, account, binaries } = cluster;
  const stale = await readPidFile(folder);
  // After a crash, this file names a process id that may belong to another process now. `postmaster.pid`
  // alone keeps two servers apart.
  await rm(path.join(folder, socketLock), { force: true });
  const all: Record<string, string> = {
    port: String(socketPort),
    listen_addresses: '',
    // The cluster, which is the working directory of the server.
    unix_socket_directories: '.',
    unix_socket_permissions: '0700',
    log_checkpoints: 'off',
    // Until it is analysed, the newest points of a series are found by sorting all of them. The default is a minute.
    autovacuum_naptime: '10s',
    ...settings,
  };
  const log = await openLog(cluster);
  const started: StartedPostmaster = { exited: false };
  try {
    const child = spawn(
      path.join(binaries.home, 'bin', 'postgres'),
      [
        '-D',
        folderArgument(folder, account),
        ...Object.entries(all).map(([name, value]) => `--${name}=${value}`),
      ],
      {
        cwd: folder,
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
        // PostgreSQL trusts the id in a pid file as long as any process has it, except for the id of its
        // grandparent, which pg_ctl passes in this variable. findPostmaster has checked that the process is
        // not a server of this folder.
        env: { ...serverEnvironment, ...(stale?.pid && { PG_GRANDPARENT_PID: String(stale.pid) }) },
        ...account,
      },
    );
    child.once('exit', () => {
      started.exited = true;
    });
    child.once('error', () => {
      started.exited = true;
    });
    child.unref();
  } finally {
    await log.close();
  }
  return started;
}

function signal(pid: number, name: NodeJS.Signals) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Stops the server of this folder: first a clean shutdown with a checkpoint, then an immediate one, which
 * costs a recovery.
 */
export async function stopPostmaster(folder: string, pid: number) {
  const isGone = async () => (await findPostmaster(folder))?.pid !== pid;
  signal(pid, 'SIGINT');
  if (await waitUntil(isGone, 5000)) return;
  signal(pid, 'SIGQUIT');
  await waitUntil(isGone, 2000);
}

export async function logTail(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-5).join('\n');
}

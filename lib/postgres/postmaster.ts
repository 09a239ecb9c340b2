import { spawn } from 'node:child_process';
import { chown, copyFile, open, readFile, rename, rm, stat, truncate } from 'node:fs/promises';
import path from 'node:path';
import { type Cluster, folderArgument, serverEnvironment } from './cluster';
import { worksIn } from './process-table';
import { socketPort } from './socket-folder';
import { waitUntil } from './wait-until';

export interface Postmaster {
  pid: number;
  /** As versions of Driftwatch before the socket started it. */
  listensOnTcp: boolean;
}

/** A postmaster we started; `exited` turns true when it is gone. */
export interface StartedPostmaster {
  exited: boolean;
}

const maxLogBytes = 5_000_000;
const socketLock = `.s.PGSQL.${socketPort}.lock`;
const pidFile = (folder: string) => path.join(folder, 'postmaster.pid');

/** Of the lines of `postmaster.pid` the first is the process id, the sixth the TCP address. Undefined without the file. */
async function readPidFile(folder: string): Promise<Postmaster | undefined> {
  const text = await readFile(pidFile(folder), 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  return { pid: Number(lines[0]), listensOnTcp: Boolean(lines[5]?.trim()) };
}

/** The live server of this folder, ready or not. */
export async function findPostmaster(folder: string): Promise<Postmaster | undefined> {
  const named = await readPidFile(folder);
  return named && named.pid > 0 && (await worksIn(named.pid, folder)) ? named : undefined;
}

/** An empty pid file is what a server leaves that was killed while it wrote it; PostgreSQL would refuse it for ever. */
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
 * Keeps the log of a running server within bounds: beyond five megabytes it begins anew, and what it held becomes
 * `postgres.log.old`. The server goes on writing to the same file, at its end, wherever that is.
 */
export async function rotateLog({ logFile, account }: Cluster, maxBytes = maxLogBytes) {
  if ((await sizeOf(logFile)) <= maxBytes) return;
  const old = `${logFile}.old`;
  const unique = `${old}.${process.pid}`;
  try {
    await copyFile(logFile, unique);
    if (account) await chown(unique, account.uid, account.gid);
    await rename(unique, old);
  } catch {
    // Most likely the disk is full; then the room is worth more than the lines.
    await rm(unique, { force: true });
  }
  await truncate(logFile);
}

async function openLog({ logFile, account }: Cluster) {
  if ((await sizeOf(logFile)) > maxLogBytes) await rename(logFile, `${logFile}.old`);
  const log = await open(logFile, 'a', 0o600);
  if (account) await chown(logFile, account.uid, account.gid);
  return log;
}

/**
 * In a session of its own: Ctrl-C in a terminal reaches every process of the foreground group, and PostgreSQL has to
 * outlive the app's last writes.
 */
export async function startPostmaster(
  cluster: Cluster,
  settings: Record<string, string>,
): Promise<StartedPostmaster> {
  const { folder, account, binaries } = cluster;
  const stale = await readPidFile(folder);
  // What a crash leaves names an id that another process may have by now. `postmaster.pid` alone keeps two servers apart.
  await rm(path.join(folder, socketLock), { force: true });
  const all: Record<string, string> = {
    port: String(socketPort),
    listen_addresses: '',
    // The cluster, which is the server's working directory.
    unix_socket_directories: '.',
    unix_socket_permissions: '0700',
    log_checkpoints: 'off',
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
        // PostgreSQL trusts the id in a pid file as long as any process has it; but it overlooks its grandparent's,
        // which pg_ctl names here. findPostmaster has seen that this one is not a server of the folder.
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

/** Stops the server of this folder: politely first, which takes a checkpoint, then at once, which costs a recovery. */
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

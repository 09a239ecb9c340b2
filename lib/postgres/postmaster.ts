import { spawn } from 'node:child_process';
import { chown, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { type Cluster, folderArgument, serverEnvironment } from './cluster';
import { worksIn } from './process-table';
import { waitUntil } from './wait-until';

export interface Postmaster {
  pid: number;
  port: number;
}

/** A postmaster we started; `exited` turns true when it is gone. */
export interface StartedPostmaster {
  exited: boolean;
}

const maxLogBytes = 5_000_000;
const pidFile = (folder: string) => path.join(folder, 'postmaster.pid');

/** The first lines of `postmaster.pid`: process id, folder, start time, port. Undefined when there is no such file. */
async function readPidFile(folder: string): Promise<Postmaster | undefined> {
  const text = await readFile(pidFile(folder), 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]) };
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

export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}

async function openLog({ logFile, account }: Cluster) {
  const size = await stat(logFile).then(
    (file) => file.size,
    () => 0,
  );
  if (size > maxLogBytes) await rename(logFile, `${logFile}.old`);
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
  port: number,
  settings: Record<string, string>,
): Promise<StartedPostmaster> {
  const { folder, account, binaries } = cluster;
  const stale = await readPidFile(folder);
  const all: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
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
export async function stopPostmaster(folder: string, { pid }: Postmaster) {
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

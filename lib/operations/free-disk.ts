import { statfs } from 'node:fs/promises';

/**
 * PostgreSQL stops when it can no longer write its log; a flush and a checkpoint need a few hundred
 * megabytes.
 */
export const minFreeBytes = 256 * 2 ** 20;

/** Returns the number of bytes that this user can still write to the file system of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

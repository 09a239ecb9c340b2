import { statfs } from 'node:fs/promises';

/** PostgreSQL stops when it cannot write its log any more; a flush and a checkpoint need some hundred megabytes. */
export const minFreeBytes = 256 * 2 ** 20;

/** Bytes that this user may still write to the file system of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

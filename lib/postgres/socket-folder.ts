import { lstat, lutimes, mkdir, mkdtemp, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DriftwatchError } from '../errors';

/** The name of a socket contains a port number; nothing listens on that port. */
export const socketPort = 5432;
/** Capacity of `sockaddr_un` without the terminating zero. */
const maxPathBytes = process.platform === 'linux' ? 107 : 103;

/**
 * The folder that clients use as host. The socket itself is always in the cluster, which only its owner can
 * enter.
 */
export interface SocketFolder {
  path: string;
  /**
   * Call this regularly. It keeps the link from looking old to programs that clean temporary folders, and
   * restores it if it was removed.
   */
  touch(): Promise<void>;
  close(): Promise<void>;
}

const fits = (folder: string) =>
  Buffer.byteLength(path.join(folder, `.s.PGSQL.${socketPort}`)) <= maxPathBytes;

const prefix = 'driftwatch-';
/** Every process that lives touches its link many times in this time. */
const abandonedMs = 60_000;

/** Returns whether a folder holds a link to the cluster that nobody touches any more. */
async function isAbandoned(own: string, cluster: string): Promise<boolean> {
  const link = path.join(own, 'postgres');
  try {
    const { uid } = await lstat(own);
    const { mtimeMs } = await lstat(link);
    return (
      uid === process.getuid?.() && Date.now() - mtimeMs > abandonedMs && (await readlink(link)) === cluster
    );
  } catch {
    return false;
  }
}

/** Removes what processes left that were killed. A process that was only asleep makes its link again. */
async function removeAbandoned(parent: string, cluster: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    const own = path.join(parent, name);
    if (name.startsWith(prefix) && (await isAbandoned(own, cluster)))
      await rm(own, { recursive: true, force: true });
  }
}

/**
 * Creates a short path to a folder whose own path is too long: a link in a new folder that only this user can
 * enter.
 */
async function linkTo(folder: string): Promise<SocketFolder> {
  const template = `${prefix}XXXXXX`;
  const parent = [tmpdir(), '/tmp'].find((one) => fits(path.join(one, template, 'postgres')));
  if (parent === undefined) {
    throw new DriftwatchError(
      'INTERNAL',
      `the path of the temporary folder ${tmpdir()} is too long for a socket; set TMPDIR`,
    );
  }
  await removeAbandoned(parent, folder);
  // An unpredictable name, created with mode 0700: another user can neither take it first nor look inside.
  const own = await mkdtemp(path.join(parent, prefix));
  const link = path.join(own, 'postgres');
  await symlink(folder, link);
  const makeAgain = async () => {
    await rm(own, { recursive: true, force: true });
    // Fails if another user has taken the name in the meantime.
    await mkdir(own, { mode: 0o700 });
    await symlink(folder, link);
  };
  return {
    path: link,
    touch: () => lutimes(link, new Date(), new Date()).catch(makeAgain),
    close: () => rm(own, { recursive: true, force: true }),
  };
}

/** @param folder absolute path of the cluster */
export async function openSocketFolder(folder: string): Promise<SocketFolder> {
  if (!fits(folder)) return linkTo(folder);
  return { path: folder, touch: async () => {}, close: async () => {} };
}

import { lutimes, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DriftwatchError } from '../errors';

/** A socket's name carries a port number; it is only a name here, since nothing listens on that port. */
export const socketPort = 5432;
/** What the systems' `sockaddr_un` holds beside its closing zero. */
const maxPathBytes = process.platform === 'linux' ? 107 : 103;

/** The folder that clients name as host. The socket itself always lies in the cluster, which only its owner enters. */
export interface SocketFolder {
  path: string;
  /** To be called now and then: keeps programs that clear temporary folders by age from a link that is in use. */
  touch(): Promise<void>;
  close(): Promise<void>;
}

const fits = (folder: string) =>
  Buffer.byteLength(path.join(folder, `.s.PGSQL.${socketPort}`)) <= maxPathBytes;

/** A short way to a folder whose own path is too long: a link in a new folder that only this user may enter. */
async function linkTo(folder: string): Promise<SocketFolder> {
  const template = 'driftwatch-XXXXXX';
  const parent = [tmpdir(), '/tmp'].find((one) => fits(path.join(one, template, 'postgres')));
  if (parent === undefined) {
    throw new DriftwatchError(
      'INTERNAL',
      `the temporary folder ${tmpdir()} has too long a path for a socket; set TMPDIR`,
    );
  }
  // A name that nobody can guess, made with mode 0700: another user can neither take it before us nor look inside.
  const own = await mkdtemp(path.join(parent, 'driftwatch-'));
  const link = path.join(own, 'postgres');
  await symlink(folder, link);
  return {
    path: link,
    touch: () => lutimes(link, new Date(), new Date()),
    close: () => rm(own, { recursive: true, force: true }),
  };
}

/** @param folder absolute path of the cluster. */
export async function openSocketFolder(folder: string): Promise<SocketFolder> {
  if (!fits(folder)) return linkTo(folder);
  return { path: folder, touch: async () => {}, close: async () => {} };
}

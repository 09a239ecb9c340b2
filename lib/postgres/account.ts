import { readFile, stat } from 'node:fs/promises';
import { DriftwatchError } from '../errors';

/** The account a process runs as. */
export interface Account {
  uid: number;
  gid: number;
}

/** In order of preference: `postgres` if a package created it, otherwise `nobody`, which every Unix has. */
const servantNames = ['postgres', 'nobody'];

async function readAccounts(passwdFile: string): Promise<Map<string, Account>> {
  const lines = (await readFile(passwdFile, 'utf8')).split('\n').map((line) => line.split(':'));
  return new Map(lines.map(([name = '', , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]));
}

export async function ownerOf(folder: string): Promise<Account | undefined> {
  try {
    const { uid, gid } = await stat(folder);
    return { uid, gid };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Chooses the account to run PostgreSQL as, because it refuses to run as root. As root, this is the owner of
 * the cluster or of the data folder if that is an ordinary user, otherwise a service account. Undefined for
 * an ordinary user, who runs it directly. Never creates an account.
 */
export async function chooseAccount(
  dataFolder: string,
  clusterFolder: string,
  { isRoot = process.getuid?.() === 0, passwdFile = '/etc/passwd', findOwner = ownerOf } = {},
): Promise<Account | undefined> {
  if (!isRoot) return undefined;
  const clusterOwner = await findOwner(clusterFolder);
  if (clusterOwner && clusterOwner.uid !== 0) return clusterOwner;
  const accounts = await readAccounts(passwdFile);
  const dataOwner = await findOwner(dataFolder);
  const known = [...accounts.values()].some(({ uid }) => uid === dataOwner?.uid);
  if (dataOwner && dataOwner.uid !== 0 && known) return dataOwner;
  for (const name of servantNames) {
    const account = accounts.get(name);
    if (account && account.uid !== 0) return account;
  }
  throw new DriftwatchError(
    'INTERNAL',
    `PostgreSQL does not run as root, and ${passwdFile} has neither of the users ${servantNames.join(' and ')}; ` +
      `start as an ordinary user, or give ${dataFolder} to one with chown`,
  );
}

import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { freeBytes, minFreeBytes } from '../free-disk';
import { type Finding, mebibytes } from './finding';

/** Below this, it is time to free some space. */
const scarceBytes = 2 * 2 ** 30;
const othersMay = 0o077;

export function checkFreeDisk(folder: string, free: number): Finding[] {
  if (free >= scarceBytes) return [];
  return [
    {
      severity: free < minFreeBytes ? 'error' : 'warning',
      what: `${mebibytes(free)} are free on the disk of ${folder}`,
      why: 'PostgreSQL stops accepting points when it can no longer write',
      remedy:
        'free some space, shorten RETENTION_POINTS_DAYS and RETENTION_READINGS_DAYS, or move the folder and set DRIFTWATCH_DATA',
    },
  ];
}

async function checkPrivate(item: string, why: string): Promise<Finding[]> {
  const mode = (await stat(item).catch(() => null))?.mode;
  if (mode === undefined || (mode & othersMay) === 0) return [];
  return [
    {
      severity: 'error',
      what: `other users of this machine have access to ${item} (mode ${(mode & 0o777).toString(8)})`,
      why,
      remedy: `chmod go-rwx '${item}'`,
    },
  ];
}

async function checkWritable(folder: string): Promise<Finding[]> {
  const error = await access(folder, constants.R_OK | constants.W_OK | constants.X_OK).catch(
    (failed) => failed,
  );
  if (!error) return [];
  return [
    {
      severity: 'error',
      what: `this user cannot use the data folder ${folder}: ${error.message}`,
      why: 'the app starts only as a user who can write to it',
      remedy:
        'run this command and the app as the owner of the folder, or set DRIFTWATCH_DATA to another folder',
    },
  ];
}

const isPosix = process.platform !== 'win32';

/**
 * Checks who has access to a file with a key, if there is one.
 *
 * @param why what others can do with it
 */
export async function checkKeyFile(file: string, why: string): Promise<Finding[]> {
  return isPosix ? checkPrivate(file, why) : [];
}

/** Checks the data folder of the embedded PostgreSQL; a folder that does not exist yet has no findings. */
export async function checkDataFolder(folder: string): Promise<Finding[]> {
  if (!(await stat(folder).catch(() => null))) return [];
  const cluster = path.join(folder, 'postgres');
  const why = 'its files contain every point and the password of the database';
  const found = await Promise.all([
    checkWritable(folder),
    freeBytes(folder).then((free) => checkFreeDisk(folder, free)),
    ...(isPosix
      ? [checkPrivate(cluster, why), checkPrivate(path.join(cluster, 'driftwatch-password'), why)]
      : []),
  ]);
  return found.flat();
}

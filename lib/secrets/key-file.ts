import { randomBytes, randomUUID } from 'node:crypto';
import { chown, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { DriftwatchError } from '../errors';
import { logger } from '../logger';
import { processWide } from '../process-wide';
import { type SecretKey, toSecretKey } from './encryption';

const keyBytes = 32;
const othersMay = 0o077;
const isPosix = process.platform !== 'win32';
const hasCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code;

export const keyFileOf = (dataFolder: string) => path.resolve(dataFolder, 'secrets.key');

export const createKey = () => toSecretKey(randomBytes(keyBytes));

/** Returns the keys of a list in base64; undefined if one of them is not a key. */
export function parseKeys(list: string[]): SecretKey[] | undefined {
  const keys = list.map((text) => Buffer.from(text, 'base64'));
  const areKeys = keys.every(
    (bytes, index) => bytes.length === keyBytes && bytes.toString('base64') === list[index],
  );
  return areKeys ? keys.map(toSecretKey) : undefined;
}

const warned = processWide('key files that were warned about', () => new Set<string>());

/** Warns once if other users of this machine have access to the file. The doctor says so too. */
async function warnIfOpen(file: string) {
  const { mode } = await stat(file);
  if (!isPosix || (mode & othersMay) === 0 || warned.get().has(file)) return;
  warned.get().add(file);
  logger.warn('other users of this machine have access to the key of the secrets', {
    file,
    remedy: `chmod 600 '${file}'`,
  });
}

/**
 * Reads the keys of a file, the one that encrypts first.
 *
 * @returns none if there is no file
 * @throws UNAVAILABLE if the file cannot be read, or contains anything else
 */
export async function readKeyFile(file: string): Promise<SecretKey[]> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    if (hasCode(cause, 'ENOENT')) return null;
    throw new DriftwatchError(
      'UNAVAILABLE',
      `cannot read the key of the secrets in ${file}: ${cause.message}`,
      { cause },
    );
  });
  if (text === null) return [];
  const keys = parseKeys(text.trim().split(/\s+/));
  if (!keys)
    throw new DriftwatchError(
      'UNAVAILABLE',
      `${file} does not contain keys of 32 bytes in base64, one per line; restore it from a copy`,
    );
  await warnIfOpen(file);
  return keys;
}

async function syncFolder(folder: string) {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

/** Writes a complete file next to `file` and lets `publish` put it in its place. */
async function publishKeys(file: string, keys: SecretKey[], publish: (partial: string) => Promise<void>) {
  const partial = `${file}.${randomUUID()}`;
  try {
    const handle = await open(partial, 'wx', 0o600);
    try {
      await handle.writeFile(keys.map(({ bytes }) => `${bytes.toString('base64')}\n`).join(''));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await publish(partial);
    // Until the folder is on disk too, a power failure could take the only key away.
    if (isPosix) await syncFolder(path.dirname(file));
  } finally {
    await rm(partial, { force: true });
  }
}

/** Replaces an existing file at once, and keeps its owner: a reader sees the old keys or the new ones. */
export async function replaceKeyFile(file: string, keys: SecretKey[]) {
  const { uid, gid } = await stat(file);
  await publishKeys(file, keys, async (partial) => {
    if (isPosix) await chown(partial, uid, gid);
    await rename(partial, file);
  });
}

/** Makes the file with a new key, unless there is one: the file of another process that was faster stays. */
export async function createKeyFile(file: string) {
  await mkdir(path.dirname(file), { recursive: true });
  await publishKeys(file, [createKey()], (partial) =>
    // Unlike a rename, a link never replaces.
    link(partial, file).catch((error) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    }),
  );
}

/** Reads the keys of a file, which is made with a new key if there is none. */
export async function ensureKeyFile(file: string): Promise<SecretKey[]> {
  const found = await readKeyFile(file);
  if (found.length > 0) return found;
  await createKeyFile(file);
  return readKeyFile(file);
}

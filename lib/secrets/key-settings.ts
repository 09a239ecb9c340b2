import type { Env } from '../env';
import type { SecretKey } from './encryption';
import { ensureKeyFile, keyFileOf, parseKeys, readKeyFile } from './key-file';

/** Where the keys are. */
export type KeySettings = Pick<Env, 'SECRETS_KEY' | 'DRIFTWATCH_DATA'>;

const givenKeys = ({ SECRETS_KEY }: KeySettings) =>
  SECRETS_KEY && parseKeys(SECRETS_KEY.split(',').map((key) => key.trim()));

/**
 * Returns the keys that decrypt; none if no key has been made yet. Read anew each time, since a rotation
 * changes them.
 */
export async function loadKeys(settings: KeySettings): Promise<SecretKey[]> {
  return givenKeys(settings) || readKeyFile(keyFileOf(settings.DRIFTWATCH_DATA));
}

/** Returns the key that encrypts, which is made if there is none. */
export async function ensureCurrentKey(settings: KeySettings): Promise<SecretKey> {
  const [current] = givenKeys(settings) || (await ensureKeyFile(keyFileOf(settings.DRIFTWATCH_DATA)));
  return current as SecretKey;
}

/** What to do about a key that is missing. */
export function remedyFor({ SECRETS_KEY, DRIFTWATCH_DATA }: KeySettings): string {
  return SECRETS_KEY
    ? 'add that key to the end of SECRETS_KEY'
    : `restore ${keyFileOf(DRIFTWATCH_DATA)} from a copy, or set SECRETS_KEY`;
}

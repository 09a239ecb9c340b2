import type { Database, Transaction } from '../db/client';
import { env } from '../env';
import { type KeySettings, loadKeys } from './key-settings';
import { readSecret } from './read-secret';

/**
 * Returns the value of a secret, or null if it has never been stored.
 *
 * @throws UNAVAILABLE if its key is not there, or it has been changed; the message says what to do
 */
export async function loadSecret(
  db: Database | Transaction,
  name: string,
  settings: KeySettings = env(),
): Promise<string | null> {
  for (let attempt = 1; ; attempt += 1) {
    const row = await db.secret.findUnique({ where: { name } });
    if (!row) return null;
    const keys = await loadKeys(settings);
    // A rotation may have ended between the two reads; the second time both are new.
    if (attempt === 1 && !keys.some(({ id }) => id === row.keyId)) continue;
    return readSecret(row, keys, settings);
  }
}

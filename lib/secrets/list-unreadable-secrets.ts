import type { Database, Transaction } from '../db/client';
import { env } from '../env';
import { isDriftwatchError } from '../errors';
import type { SecretKey } from './encryption';
import { type KeySettings, loadKeys } from './key-settings';
import { readSecret, type StoredSecret } from './read-secret';

export interface UnreadableSecret {
  name: string;
  keyId: string;
  /** What is wrong, and what to do. */
  problem: string;
}

/** Lists the stored secrets that cannot be decrypted, by name. */
export async function listUnreadableSecrets(
  db: Database | Transaction,
  settings: KeySettings = env(),
): Promise<UnreadableSecret[]> {
  const rows = await db.secret.findMany({ orderBy: { name: 'asc' } });
  const keys: SecretKey[] | Error = await loadKeys(settings).catch((error: Error) => error);
  const isReadable = (row: StoredSecret) => {
    if (keys instanceof Error) throw keys;
    readSecret(row, keys, settings);
  };
  return rows.flatMap((row) => {
    try {
      isReadable(row);
      return [];
    } catch (error) {
      if (!isDriftwatchError(error)) throw error;
      return [{ name: row.name, keyId: row.keyId, problem: error.message }];
    }
  });
}

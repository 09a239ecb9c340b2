import { DriftwatchError } from '../errors';
import { decryptSecret, type EncryptedSecret, type SecretKey } from './encryption';
import { type KeySettings, remedyFor } from './key-settings';

/** A row of the table. */
export type StoredSecret = EncryptedSecret & { name: string };

/** Secrets that the app has made, which nobody can enter. */
const made = new Set(['better-auth']);

const another = (name: string) =>
  made.has(name)
    ? 'have another one made (docs/operations.md, npm run rotate-secrets)'
    : 'enter the secret again';

/**
 * Decrypts a row.
 *
 * @throws UNAVAILABLE if its key is not there, or it has been changed; the message says what to do
 */
export function readSecret(row: StoredSecret, keys: SecretKey[], settings: KeySettings): string {
  const { name, keyId } = row;
  const key = keys.find(({ id }) => id === keyId);
  if (!key)
    throw new DriftwatchError(
      'UNAVAILABLE',
      `the secret ${name} is encrypted under the key ${keyId}, which is not there; ${remedyFor(settings)}, or ${another(name)}`,
      { retryable: false, details: { name, key_id: keyId } },
    );
  try {
    return decryptSecret(key, name, row);
  } catch (cause) {
    throw new DriftwatchError(
      'UNAVAILABLE',
      `the secret ${name} cannot be decrypted: it was changed in the database; ${another(name)}, or restore a backup`,
      { retryable: false, details: { name, key_id: keyId }, cause },
    );
  }
}

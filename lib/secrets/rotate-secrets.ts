import type { Database, Transaction } from '../db/client';
import { lockSecretsForRotation } from '../db/locks';
import { prismaRunner } from '../db/sql-runner';
import { inTransaction } from '../db/transaction';
import { env } from '../env';
import { encryptSecret, type SecretKey } from './encryption';
import { createKey, ensureKeyFile, keyFileOf, replaceKeyFile } from './key-file';
import { ensureCurrentKey, type KeySettings, loadKeys } from './key-settings';
import { listUnreadableSecrets, type UnreadableSecret } from './list-unreadable-secrets';
import { readSecret } from './read-secret';

export interface Rotation {
  /** The key that encrypts from now on. */
  keyId: string;
  /** Number of secrets that were encrypted under it. */
  rotatedCount: number;
  /** They stay as they are, and so does the key of one that was changed in the database. */
  unreadable: UnreadableSecret[];
}

/** Encrypts every readable secret under the current key, and returns their number. */
async function encryptAgain(tx: Transaction, current: SecretKey, settings: KeySettings): Promise<number> {
  const keys = await loadKeys(settings);
  const unreadable = new Set((await listUnreadableSecrets(tx, settings)).map(({ name }) => name));
  const rows = await tx.secret.findMany({ where: { keyId: { not: current.id } } });
  const readable = rows.filter(({ name }) => !unreadable.has(name));
  for (const row of readable) {
    const { name } = row;
    await tx.secret.update({
      where: { name },
      data: encryptSecret(current, name, readSecret(row, keys, settings)),
    });
  }
  return readable.length;
}

/**
 * Encrypts all secrets under a new key of the key file, or under the first one of SECRETS_KEY. The app may
 * run. The new key is in the file before a secret needs it, and an old one until no secret does, so a crash
 * at any moment leaves every secret readable; another rotation then drops what is left over.
 */
export async function rotateSecrets(db: Database, settings: KeySettings = env()): Promise<Rotation> {
  const file = settings.SECRETS_KEY ? null : keyFileOf(settings.DRIFTWATCH_DATA);
  const rotatedCount = await inTransaction(db, async (tx) => {
    await lockSecretsForRotation(prismaRunner(tx));
    if (file) await replaceKeyFile(file, [createKey(), ...(await ensureKeyFile(file))]);
    return encryptAgain(tx, await ensureCurrentKey(settings), settings);
  });
  if (file) await dropUnusedKeys(db, file);
  const { id: keyId } = await ensureCurrentKey(settings);
  return { keyId, rotatedCount, unreadable: await listUnreadableSecrets(db, settings) };
}

/** Under the lock, since another rotation may have put its key into the file meanwhile. */
async function dropUnusedKeys(db: Database, file: string) {
  await inTransaction(db, async (tx) => {
    await lockSecretsForRotation(prismaRunner(tx));
    const used = new Set((await tx.secret.findMany({ select: { keyId: true } })).map(({ keyId }) => keyId));
    const keys = await ensureKeyFile(file);
    await replaceKeyFile(
      file,
      keys.filter(({ id }, index) => index === 0 || used.has(id)),
    );
  });
}

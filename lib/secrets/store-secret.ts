import type { Database, Transaction } from '../db/client';
import { lockSecretsForStoring } from '../db/locks';
import { prismaRunner } from '../db/sql-runner';
import { joinTransaction } from '../db/transaction';
import { env } from '../env';
import { encryptSecret } from './encryption';
import { ensureCurrentKey, type KeySettings } from './key-settings';

/** Encrypts and stores a secret; a value that was there is replaced, whether or not it could be read. */
export async function storeSecret(
  db: Database | Transaction,
  name: string,
  value: string,
  settings: KeySettings = env(),
): Promise<void> {
  await joinTransaction(db, async (tx) => {
    await lockSecretsForStoring(prismaRunner(tx));
    const encrypted = encryptSecret(await ensureCurrentKey(settings), name, value);
    await tx.secret.upsert({ where: { name }, create: { name, ...encrypted }, update: encrypted });
  });
}

import type { Database, Transaction } from '../db/client';
import { lockSecretsForStoring } from '../db/locks';
import { prismaRunner } from '../db/sql-runner';
import { joinTransaction } from '../db/transaction';
import { env } from '../env';
import { encryptSecret } from './encryption';
import { ensureCurrentKey, type KeySettings } from './key-settings';
import { loadSecret } from './load-secret';

/**
 * Returns the value of a secret, which `create` makes if it has never been stored. Two processes at once
 * agree on one value.
 *
 * @throws UNAVAILABLE if there is one that cannot be read
 */
export async function ensureSecret(
  db: Database | Transaction,
  name: string,
  create: () => string,
  settings: KeySettings = env(),
): Promise<string> {
  const found = await loadSecret(db, name, settings);
  if (found !== null) return found;
  return joinTransaction(db, async (tx) => {
    await lockSecretsForStoring(prismaRunner(tx));
    const value = create();
    const encrypted = encryptSecret(await ensureCurrentKey(settings), name, value);
    const { count } = await tx.secret.createMany({ data: [{ name, ...encrypted }], skipDuplicates: true });
    // Whoever was faster has committed by now.
    return count === 1 ? value : ((await loadSecret(tx, name, settings)) as string);
  });
}

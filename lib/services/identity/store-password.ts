import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../db/client';

/** Stores the hash of a password, whether or not the user has one. */
export async function storePassword(tx: Transaction, userId: string, password: string) {
  const { count } = await tx.account.updateMany({
    where: { userId, providerId: 'credential' },
    data: { password },
  });
  if (count === 0)
    await tx.account.create({
      data: { id: randomUUID(), userId, accountId: userId, providerId: 'credential', password },
    });
}

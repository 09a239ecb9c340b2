import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../db/client';
import type { Grant } from '../../schemas/identity';

/** Gives a user these grants and no others. */
export async function replaceGrants(tx: Transaction, userId: string, grants: Grant[]) {
  await tx.grant.deleteMany({ where: { userId } });
  await tx.grant.createMany({
    data: grants.map(({ role, model_pattern: modelPattern }) => ({
      id: randomUUID(),
      userId,
      role,
      modelPattern,
    })),
    skipDuplicates: true,
  });
}

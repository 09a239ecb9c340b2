import type { Transaction } from '../../db/client';
import { lockSessionsOf } from '../../db/locks';
import { prismaRunner } from '../../db/sql-runner';

/**
 * Ends the sessions of a user, but for one, and every sign-in that waits for its second factor. Those that are
 * about to begin wait for this transaction, and look again at what it has changed.
 *
 * @returns the number of sessions
 */
export async function endSessions(tx: Transaction, userId: string, exceptId?: string): Promise<number> {
  await lockSessionsOf(prismaRunner(tx), userId);
  const { count } = await tx.session.deleteMany({
    where: { userId, ...(exceptId !== undefined && { id: { not: exceptId } }) },
  });
  await tx.verification.deleteMany({ where: { value: userId } });
  return count;
}

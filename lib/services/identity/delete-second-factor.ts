import type { Transaction } from '../../db/client';
import { endSessions } from './end-sessions';

/**
 * Deletes the second factor of a user with its recovery codes, and ends every session of the user.
 *
 * @returns the number of sessions
 */
export async function deleteSecondFactor(tx: Transaction, userId: string): Promise<number> {
  await tx.twoFactor.deleteMany({ where: { userId } });
  await tx.user.update({ where: { id: userId }, data: { twoFactorEnabled: false } });
  return endSessions(tx, userId);
}

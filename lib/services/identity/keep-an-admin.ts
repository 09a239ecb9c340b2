import type { Transaction } from '../../db/client';
import { DriftwatchError } from '../../errors';

/**
 * Refuses a change after which no admin is left who can sign in. The caller holds the lock of the users, and
 * has made the change.
 *
 * @throws NOT_ALLOWED_NOW
 */
export async function keepAnAdmin(tx: Transaction) {
  const left = await tx.user.findFirst({
    where: { role: 'admin', disabledAt: null, accounts: { some: {} } },
    select: { id: true },
  });
  if (!left)
    throw new DriftwatchError(
      'NOT_ALLOWED_NOW',
      'this is the last admin who can sign in; make somebody else an admin first',
    );
}

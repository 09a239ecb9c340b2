import { lockUsers } from '../../db/locks';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import { writeAudit } from '../audit/write-audit';
import { requirePermission, type ServiceCall, withDefaults } from '../call';
import { deleteSecondFactor } from './delete-second-factor';

/**
 * Removes the second factor of another user, who has lost the app and the recovery codes. Ends the sessions
 * of that user.
 *
 * @throws FORBIDDEN; NOT_FOUND; NOT_ALLOWED_NOW if there is none, or it is the caller's own, which needs the
 *   password
 */
export async function removeUserSecondFactor(call: ServiceCall<{ id: string }>): Promise<void> {
  const { actor, db, now, input } = withDefaults(call);
  requirePermission(actor, 'manage_users');
  if (actor.name === `user:${input.id}`)
    throw new DriftwatchError('NOT_ALLOWED_NOW', 'remove your own second factor in your account');
  await inTransaction(db, async (tx) => {
    await lockUsers(prismaRunner(tx));
    const user = await tx.user.findUnique({ where: { id: input.id } });
    if (!user) throw new DriftwatchError('NOT_FOUND', `there is no user ${input.id}`);
    if (user.twoFactorEnabled !== true)
      throw new DriftwatchError('NOT_ALLOWED_NOW', `${user.name} has no second factor`);
    const ended = await deleteSecondFactor(tx, user.id);
    await writeAudit(tx, actor, now, [
      {
        action: 'user.second_factor_removed',
        entityType: 'user',
        entityId: user.id,
        detail: { sessions_ended: ended },
      },
    ]);
  });
}

import { inTransaction } from '../../db/transaction';
import { accountPatchSchema } from '../../schemas/identity';
import { writeAudit } from '../audit/write-audit';
import { parseInput, type ServiceCall, withDefaults } from '../call';
import { type OwnAccountInput, ownSession } from './own-session';

/** Changes what a user may change about the own account: the name. */
export async function updateAccount(call: ServiceCall<OwnAccountInput>): Promise<void> {
  const { actor, db, now, input } = withDefaults(call);
  const { name } = parseInput(accountPatchSchema, input.body, 'the change of the account');
  const { user } = await ownSession(db, actor, input.visit);
  if (name === user.name) return;
  await inTransaction(db, async (tx) => {
    await tx.user.update({ where: { id: user.id }, data: { name } });
    await writeAudit(tx, actor, now, [
      {
        action: 'user.changed',
        entityType: 'user',
        entityId: user.id,
        detail: { before: { name: user.name }, after: { name } },
      },
    ]);
  });
}

import { z } from 'zod';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import { writeAudit } from '../audit/write-audit';
import { requirePerson, type ServiceCall, withDefaults } from '../call';

export async function deleteView(call: ServiceCall<{ id: string }>): Promise<void> {
  const { actor, db, now, input } = withDefaults(call);
  requirePerson(actor, 'delete a view');
  const isId = z.guid().safeParse(input.id).success;
  await inTransaction(db, async (tx) => {
    const { count } = isId ? await tx.savedView.deleteMany({ where: { id: input.id } }) : { count: 0 };
    if (count === 0) throw new DriftwatchError('NOT_FOUND', `there is no view ${input.id}`);
    await writeAudit(tx, actor, now, [{ action: 'view.deleted', entityType: 'view', entityId: input.id }]);
  });
}

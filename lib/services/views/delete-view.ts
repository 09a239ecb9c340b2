import { z } from 'zod';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import { writeAudit } from '../audit/write-audit';
import { requirePermission, type ServiceCall, withDefaults } from '../call';

export async function deleteView(call: ServiceCall<{ id: string }>): Promise<void> {
  const { actor, db, now, input } = withDefaults(call);
  requirePermission(actor, 'manage_views');
  const isId = z.guid().safeParse(input.id).success;
  await inTransaction(db, async (tx) => {
    const view = isId ? await tx.savedView.findUnique({ where: { id: input.id } }) : null;
    const { count } = view ? await tx.savedView.deleteMany({ where: { id: view.id } }) : { count: 0 };
    if (!view || count === 0) throw new DriftwatchError('NOT_FOUND', `there is no view ${input.id}`);
    const { id, name, path, query } = view;
    await writeAudit(tx, actor, now, [
      {
        action: 'view.deleted',
        entityType: 'view',
        entityId: id,
        detail: { name, before: { name, path, query } },
      },
    ]);
  });
}

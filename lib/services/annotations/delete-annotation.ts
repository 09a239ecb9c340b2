import { z } from 'zod';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import { writeAudit } from '../audit/write-audit';
import { maySee, requirePermission, type ServiceCall, withDefaults } from '../call';
import { toAuditedAnnotation } from './to-annotation';

/** Deletes an annotation; its text stays in the audit trail. */
export async function deleteAnnotation(call: ServiceCall<{ id: string }>): Promise<void> {
  const { actor, db, now, input } = withDefaults(call);
  const notFound = () => new DriftwatchError('NOT_FOUND', `there is no annotation ${input.id}`);
  if (!z.guid().safeParse(input.id).success) throw notFound();
  await inTransaction(db, async (tx) => {
    const [row] = await tx.annotation.findMany({ where: { id: input.id } });
    if (!row || !maySee(actor, row.modelId)) throw notFound();
    requirePermission(actor, 'annotate', row.modelId);
    const { count } = await tx.annotation.deleteMany({ where: { id: input.id } });
    if (count === 0) throw notFound();
    await writeAudit(tx, actor, now, [
      {
        action: 'annotation.deleted',
        entityType: 'annotation',
        entityId: row.id,
        detail: { model_id: row.modelId, before: toAuditedAnnotation(row) },
      },
    ]);
  });
}

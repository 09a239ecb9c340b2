import { v7 as uuidv7 } from 'uuid';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import { type Annotation, annotationInputSchema } from '../../schemas/annotations';
import { loadActorNames } from '../audit/load-actor-names';
import { writeAudit } from '../audit/write-audit';
import { parseInput, requirePermission, type ServiceCall, withDefaults } from '../call';
import { toAnnotation, toAuditedAnnotation } from './to-annotation';

/**
 * Records what happened to a model at a time.
 *
 * @throws NOT_FOUND for an unknown model
 */
export async function createAnnotation(call: ServiceCall<unknown>): Promise<Annotation> {
  const { actor, db, now, input } = withDefaults(call);
  const given = parseInput(annotationInputSchema, input, 'the annotation');
  requirePermission(actor, 'annotate', given.model_id);
  return inTransaction(db, async (tx) => {
    const model = await tx.model.findUnique({ where: { id: given.model_id }, select: { id: true } });
    if (!model) throw new DriftwatchError('NOT_FOUND', `there is no model ${given.model_id}`);
    const row = await tx.annotation.create({
      data: {
        id: uuidv7(),
        modelId: given.model_id,
        metric: given.metric,
        ts: new Date(given.ts ?? now),
        endTs: given.end_ts === null ? null : new Date(given.end_ts),
        kind: given.kind,
        text: given.text,
        createdAt: now,
        createdBy: actor.name,
      },
    });
    await writeAudit(tx, actor, now, [
      {
        action: 'annotation.created',
        entityType: 'annotation',
        entityId: row.id,
        detail: { model_id: row.modelId, after: toAuditedAnnotation(row) },
      },
    ]);
    return toAnnotation(row, await loadActorNames(tx, [row.createdBy]));
  });
}

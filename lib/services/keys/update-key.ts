import { inTransaction } from '../../db/transaction';
import { changedFields } from '../../policy/changed-fields';
import { type Key, keyPatchSchema } from '../../schemas/keys';
import { loadActorNames } from '../audit/load-actor-names';
import { writeAudit } from '../audit/write-audit';
import { parseInput, requirePermission, type ServiceCall, withDefaults } from '../call';
import { keyNotFound } from './key-not-found';
import { toAuditedKey, toKey } from './to-key';

/**
 * Changes the description or the limits of a key.
 *
 * @throws NOT_FOUND
 */
export async function updateKey(call: ServiceCall<{ id: string; body: unknown }>): Promise<Key> {
  const { actor, db, now, input } = withDefaults(call);
  requirePermission(actor, 'manage_keys');
  const given = parseInput(keyPatchSchema, input.body, 'the change');
  return inTransaction(db, async (tx) => {
    const before = await tx.apiKey.findUnique({ where: { id: input.id } });
    if (!before) throw keyNotFound(input.id);
    const after = await tx.apiKey.update({
      where: { id: input.id },
      data: {
        ...(given.description !== undefined && { description: given.description }),
        ...(given.requests_per_minute !== undefined && { requestsPerMinute: given.requests_per_minute }),
        ...(given.points_per_minute !== undefined && { pointsPerMinute: given.points_per_minute }),
      },
    });
    const change = changedFields(toAuditedKey(before), toAuditedKey(after));
    if (Object.keys(change.after).length > 0) {
      await writeAudit(tx, actor, now, [
        { action: 'key.changed', entityType: 'key', entityId: after.id, detail: change },
      ]);
    }
    return toKey(after, await loadActorNames(tx, [after.createdBy]), now);
  });
}

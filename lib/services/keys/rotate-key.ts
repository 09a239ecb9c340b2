import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import { type CreatedKey, keyRotationSchema } from '../../schemas/keys';
import { writeAudit } from '../audit/write-audit';
import { parseInput, requirePermission, type ServiceCall, withDefaults } from '../call';
import { storeKey } from './create-key';
import { keyNotFound } from './key-not-found';
import { keyStateOf } from './to-key';

const hourMs = 3_600_000;

/**
 * Makes a key like another one, which expires after the overlap, or earlier if it would anyway. The new one
 * lasts as long as the old one was meant to from its creation.
 *
 * @throws NOT_FOUND; CONFLICT if the old one can no longer be used
 */
export async function rotateKey(call: ServiceCall<{ id: string; body: unknown }>): Promise<CreatedKey> {
  const { actor, db, now, input } = withDefaults(call);
  requirePermission(actor, 'manage_keys');
  const { overlap_hours } = parseInput(keyRotationSchema, input.body, 'the rotation');
  const ends = new Date(now.getTime() + overlap_hours * hourMs);
  return inTransaction(db, async (tx) => {
    const old = await tx.apiKey.findUnique({ where: { id: input.id } });
    if (!old) throw keyNotFound(input.id);
    const state = keyStateOf(old, now);
    const expiresAt = old.expiresAt !== null && old.expiresAt < ends ? old.expiresAt : ends;
    const { count } = await tx.apiKey.updateMany({
      where: { id: old.id, revokedAt: null, expiresAt: old.expiresAt, secretHash: old.secretHash },
      data: { expiresAt },
    });
    if (state !== 'active' || count === 0)
      throw new DriftwatchError('CONFLICT', `the key is ${state === 'active' ? 'being changed' : state}`);
    const lifeMs = old.expiresAt === null ? null : old.expiresAt.getTime() - old.createdAt.getTime();
    await writeAudit(tx, actor, now, [
      {
        action: 'key.rotated',
        entityType: 'key',
        entityId: old.id,
        detail: {
          before: { expires_at: old.expiresAt?.toISOString() ?? null },
          after: { expires_at: expiresAt.toISOString() },
        },
      },
    ]);
    return storeKey(tx, {
      actor,
      now,
      rotatedFrom: old.id,
      description: old.description,
      scope: old.scope,
      model_pattern: old.modelPattern,
      requests_per_minute: old.requestsPerMinute,
      points_per_minute: old.pointsPerMinute,
      expires_at: lifeMs === null ? null : now.getTime() + lifeMs,
    });
  });
}

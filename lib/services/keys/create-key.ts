import type { z } from 'zod';
import type { Transaction } from '../../db/client';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import { type CreatedKey, keyInputSchema } from '../../schemas/keys';
import { loadActorNames } from '../audit/load-actor-names';
import { writeAudit } from '../audit/write-audit';
import { type Actor, parseInput, requirePermission, type ServiceCall, withDefaults } from '../call';
import { createKeyParts, formatKey, hashSecret } from './key-text';
import { toAuditedKey, toKey } from './to-key';

type KeyFields = z.output<typeof keyInputSchema>;

/** Stores a new key in the caller's transaction; only its hash, so the text is returned once. */
export async function storeKey(
  tx: Transaction,
  {
    actor,
    now,
    rotatedFrom = null,
    ...fields
  }: KeyFields & { actor: Actor; now: Date; rotatedFrom?: string | null },
): Promise<CreatedKey> {
  const parts = createKeyParts(fields.scope);
  const row = await tx.apiKey.create({
    data: {
      id: parts.id,
      description: fields.description,
      scope: fields.scope,
      modelPattern: fields.model_pattern,
      secretHash: hashSecret(parts.secret),
      requestsPerMinute: fields.requests_per_minute,
      pointsPerMinute: fields.points_per_minute,
      createdAt: now,
      createdBy: actor.name,
      expiresAt: fields.expires_at === null ? null : new Date(fields.expires_at),
      rotatedFrom,
    },
  });
  await writeAudit(tx, actor, now, [
    {
      action: 'key.created',
      entityType: 'key',
      entityId: row.id,
      detail: { after: toAuditedKey(row), ...(rotatedFrom !== null && { rotated_from: rotatedFrom }) },
    },
  ]);
  const names = await loadActorNames(tx, [row.createdBy]);
  return { key: toKey(row, names, now), secret: formatKey(parts) };
}

/**
 * Makes a key. Its text is in the response and nowhere else.
 *
 * @throws INVALID_INPUT if it would have expired already
 */
export async function createKey(call: ServiceCall<unknown>): Promise<CreatedKey> {
  const { actor, db, now, input } = withDefaults(call);
  requirePermission(actor, 'manage_keys');
  const given = parseInput(keyInputSchema, input, 'the key');
  if (given.expires_at !== null && given.expires_at <= now.getTime()) {
    const message = 'must be in the future';
    throw new DriftwatchError('INVALID_INPUT', 'the key is not valid', {
      errors: [{ field: 'expires_at', message }],
    });
  }
  return inTransaction(db, (tx) => storeKey(tx, { actor, now, ...given }));
}

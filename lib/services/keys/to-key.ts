import type { Prisma } from '../../db/types';
import type { Key } from '../../schemas/keys';
import { prefixOf } from './key-text';

type KeyRow = Prisma.ApiKeyGetPayload<object>;

export function keyStateOf(
  { revokedAt, expiresAt }: Pick<KeyRow, 'revokedAt' | 'expiresAt'>,
  now: Date,
): Key['state'] {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active';
}

/** Converts a key to the form of the API. */
export function toKey(row: KeyRow, names: ReadonlyMap<string, string>, now: Date): Key {
  return {
    id: row.id,
    prefix: prefixOf(row),
    description: row.description,
    scope: row.scope,
    model_pattern: row.modelPattern,
    requests_per_minute: row.requestsPerMinute,
    points_per_minute: row.pointsPerMinute,
    state: keyStateOf(row, now),
    created_at: row.createdAt.toISOString(),
    created_by: row.createdBy,
    created_by_name: names.get(row.createdBy) ?? null,
    expires_at: row.expiresAt?.toISOString() ?? null,
    revoked_at: row.revokedAt?.toISOString() ?? null,
    rotated_from: row.rotatedFrom,
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
    last_used_address: row.lastUsedAddress,
  };
}

/** What its audit rows keep of a key. */
export function toAuditedKey(row: KeyRow) {
  return {
    description: row.description,
    scope: row.scope,
    model_pattern: row.modelPattern,
    requests_per_minute: row.requestsPerMinute,
    points_per_minute: row.pointsPerMinute,
    expires_at: row.expiresAt?.toISOString() ?? null,
  };
}

import type { Transaction } from '../client';

/**
 * The other detector that goes by this name, whatever the case; by hand, since Prisma's insensitive match
 * takes `_` and `%` as wildcards.
 */
export async function detectorNamed(tx: Transaction, name: string, exceptId: string) {
  const [row] = await tx.$queryRaw<{ id: string; name: string }[]>`
    SELECT id::text AS id, name FROM detectors
    WHERE lower(name) = lower(${name}) AND id <> ${exceptId}::uuid AND deleted_at IS NULL ORDER BY id LIMIT 1`;
  return row;
}

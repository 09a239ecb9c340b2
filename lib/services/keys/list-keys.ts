import type { z } from 'zod';
import type { keyListSchema } from '../../schemas/keys';
import { loadActorNames } from '../audit/load-actor-names';
import { requirePermission, type ServiceCall, withDefaults } from '../call';
import { toKey } from './to-key';

/** Maximum number of keys that are listed, newest first; those that can be used come first. */
const maxListed = 1000;

/** Lists the keys, without their secrets. */
export async function listKeys(call: ServiceCall<object>): Promise<z.infer<typeof keyListSchema>> {
  const { actor, db, now } = withDefaults(call);
  requirePermission(actor, 'manage_keys');
  const rows = await db.apiKey.findMany({
    orderBy: [{ revokedAt: { sort: 'desc', nulls: 'first' } }, { createdAt: 'desc' }, { id: 'desc' }],
    take: maxListed,
  });
  const names = await loadActorNames(
    db,
    rows.map(({ createdBy }) => createdBy),
  );
  return { items: rows.map((row) => toKey(row, names, now)) };
}

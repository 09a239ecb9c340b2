import { inTransaction } from '../../db/transaction';
import { writeAudit } from '../audit/write-audit';
import { requirePermission, type ServiceCall, withDefaults } from '../call';
import { keyNotFound } from './key-not-found';
import { toAuditedKey } from './to-key';

/**
 * Ends a key at once, in every process. A key that is revoked already stays as it is.
 *
 * @throws NOT_FOUND
 */
export async function revokeKey(call: ServiceCall<{ id: string }>): Promise<void> {
  const { actor, db, now, input } = withDefaults(call);
  requirePermission(actor, 'manage_keys');
  await inTransaction(db, async (tx) => {
    const row = await tx.apiKey.findUnique({ where: { id: input.id } });
    if (!row) throw keyNotFound(input.id);
    const { count } = await tx.apiKey.updateMany({
      where: { id: row.id, revokedAt: null },
      data: { revokedAt: now },
    });
    if (count === 0) return;
    await writeAudit(tx, actor, now, [
      { action: 'key.revoked', entityType: 'key', entityId: row.id, detail: { before: toAuditedKey(row) } },
    ]);
  });
}

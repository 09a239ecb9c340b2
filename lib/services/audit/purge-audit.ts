import { deleteOldAuditRows } from '../../db/sql/audit';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { type ServiceCall, withDefaults } from '../call';
import { writeAudit } from './write-audit';

/**
 * Deletes some of the oldest audit rows from before a time, and records that it did.
 *
 * @returns the number of rows; 0 if none is left
 */
export async function purgeAudit(call: ServiceCall<{ before: Date }>): Promise<number> {
  const { actor, db, now, input } = withDefaults(call);
  return inTransaction(db, async (tx) => {
    const { count, until } = await deleteOldAuditRows(prismaRunner(tx), input.before);
    if (until === null) return 0;
    await writeAudit(tx, actor, now, [
      {
        action: 'audit.purged',
        entityType: 'audit',
        entityId: 'audit',
        detail: { until: until.toISOString(), rows: count, reason: 'RETENTION_AUDIT_DAYS' },
      },
    ]);
    return count;
  });
}

import type { Transaction } from '../../db/client';
import { eraseSeries, openIncidentsOn } from '../../db/sql/erased-series';
import { prismaRunner } from '../../db/sql-runner';
import { type AuditEntry, writeAudit } from '../audit/write-audit';
import type { Actor } from '../call';

/**
 * Deletes series that the caller has locked, in its transaction. They are hidden with its commit, and the
 * background deletes their points, rollups and readings. Their incidents are deleted too; the audit trail
 * records the end of open ones.
 */
export async function eraseLockedSeries(
  tx: Transaction,
  actor: Actor,
  now: Date,
  ids: number[],
): Promise<void> {
  const sql = prismaRunner(tx);
  const open = await openIncidentsOn(sql, ids);
  await writeAudit(
    tx,
    actor,
    now,
    open.map(
      ({ id, state, modelId, metric, detector }): AuditEntry => ({
        action: 'incident.resolved',
        entityType: 'incident',
        entityId: id,
        fromStatus: state,
        toStatus: 'resolved',
        detail: { resolution: 'series_deleted', model_id: modelId, metric, detector },
      }),
    ),
  );
  await eraseSeries(sql, ids);
}

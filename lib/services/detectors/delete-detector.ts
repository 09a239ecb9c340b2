import { lockDetectorsForWriting, lockDetectorWriters } from '../../db/locks';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { writeAudit } from '../audit/write-audit';
import {
  requirePermissionOnPattern,
  requirePermissionSomewhere,
  type ServiceCall,
  withDefaults,
} from '../call';
import { configurationOf } from './configuration-of';
import { eraseRuns } from './erase-runs';
import { loadVisibleDetector } from './load-detector';
import { toDetector } from './to-detector';

/** Number of batches of runs that a request deletes; the background does the rest. */
const partsAtOnce = 100;

/**
 * Deletes a detector with its runs and readings. It is hidden immediately; its incidents stay, resolved, and
 * so do its jobs. It can be restored for an hour.
 */
export async function deleteDetector(call: ServiceCall<{ id: string; parts?: number }>): Promise<void> {
  const { actor, db, now, input } = withDefaults(call);
  requirePermissionSomewhere(actor, 'manage_detectors');
  const { id } = await inTransaction(db, async (tx) => {
    await lockDetectorWriters(prismaRunner(tx));
    const row = await loadVisibleDetector(tx, actor, input.id);
    requirePermissionOnPattern(actor, 'manage_detectors', row.modelPattern);
    const detector = toDetector(row);
    const { id, name, revision, created_at } = detector;
    // No point is evaluated while this lock is held, so nothing under it may depend on the number of series.
    await lockDetectorsForWriting(prismaRunner(tx));
    await tx.detector.update({ where: { id }, data: { deletedAt: now, enabled: false } });
    await writeAudit(tx, actor, now, [
      {
        action: 'detector.deleted',
        entityType: 'detector',
        entityId: id,
        detail: { name, before: { ...configurationOf(detector), revision, created_at } },
      },
    ]);
    return row;
  });
  await eraseRuns(db, id, { actor, now, parts: input.parts ?? partsAtOnce });
}

import { lockDetectorsForWriting, lockDetectorWriters } from '../../db/locks';
import { deleteRuns } from '../../db/sql/runs';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { writeAudit } from '../audit/write-audit';
import { requirePerson, type ServiceCall, withDefaults } from '../call';
import { resolveIncidents } from '../incidents/resolve-incidents';
import { configurationOf } from './configuration-of';
import { loadDetector } from './load-detector';
import { toDetector } from './to-detector';

/**
 * Deletes a detector with its runs and readings. Its incidents stay, resolved, and so do its jobs. The audit
 * row keeps its configuration, so that it can be restored.
 */
export async function deleteDetector(call: ServiceCall<{ id: string }>): Promise<void> {
  const { actor, db, now, input } = withDefaults(call);
  requirePerson(actor, 'delete a detector');
  await inTransaction(db, async (tx) => {
    await lockDetectorWriters(prismaRunner(tx));
    const row = await loadDetector(tx, input.id);
    const detector = toDetector(row);
    const { id, name, revision, created_at } = detector;
    await lockDetectorsForWriting(prismaRunner(tx));
    await resolveIncidents(tx, actor, now, { where: { detectorId: id }, resolution: 'detector_deleted' });
    const runs = await tx.detectorRun.findMany({ where: { detectorId: id }, select: { id: true } });
    await deleteRuns(
      prismaRunner(tx),
      runs.map((run) => run.id),
    );
    await tx.detector.delete({ where: { id } });
    await writeAudit(tx, actor, now, [
      {
        action: 'detector.deleted',
        entityType: 'detector',
        entityId: id,
        detail: { name, before: { ...configurationOf(detector), revision, created_at } },
      },
    ]);
  });
}

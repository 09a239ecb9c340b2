import { z } from 'zod';
import { lockDetectorsForWriting } from '../../db/locks';
import { relinkIncidents } from '../../db/sql/relink-incidents';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import { type Detector, detectorSchema } from '../../schemas/detectors';
import { writeAudit } from '../audit/write-audit';
import { requirePerson, type ServiceCall, withDefaults } from '../call';
import { configurationOf } from './configuration-of';
import { getDetector } from './get-detector';
import { primeDetector } from './prime-detector';
import { refuseTakenName } from './refuse-taken-name';
import { ruleColumns } from './rule-columns';

/** How long after its deletion a detector can be restored. */
export const restorableMs = 3_600_000;

/** What the audit row of the deletion keeps. */
const deletionSchema = z.object({
  before: detectorSchema.omit({
    id: true,
    updated_at: true,
    series_count: true,
    open_incident_count: true,
    learning_count: true,
  }),
});

/**
 * Restores a detector that was deleted in the last hour, with its id, its incidents, and runs that are primed
 * again; drifts that still last are open again.
 *
 * @throws NOT_FOUND if no detector with this id was deleted in the last hour, or it exists; CONFLICT if its
 *   name is taken by now
 */
export async function restoreDetector(call: ServiceCall<{ id: string }>): Promise<Detector> {
  const { actor, db, now, input } = withDefaults(call);
  requirePerson(actor, 'restore a detector');
  const { id } = input;
  const notFound = () =>
    new DriftwatchError('NOT_FOUND', `there is no detector ${id} that was deleted in the last hour`);
  if (!z.guid().safeParse(id).success) throw notFound();
  await inTransaction(db, async (tx) => {
    await lockDetectorsForWriting(prismaRunner(tx));
    const deletion = await tx.auditRow.findFirst({
      where: {
        entityType: 'detector',
        entityId: id,
        action: 'detector.deleted',
        at: { gte: new Date(now.getTime() - restorableMs) },
      },
      orderBy: { id: 'desc' },
    });
    const kept = deletionSchema.safeParse(deletion?.detail);
    const isThere = (await tx.detector.count({ where: { id } })) > 0;
    if (!kept.success || isThere) throw notFound();
    const detector = kept.data.before;
    await refuseTakenName(tx, { id, name: detector.name });
    await tx.detector.create({
      data: {
        id,
        name: detector.name,
        modelPattern: detector.model_pattern,
        metricPattern: detector.metric_pattern,
        method: detector.method,
        params: detector.params,
        ...ruleColumns(detector),
        enabled: detector.enabled,
        mode: detector.mode,
        revision: detector.revision + 1,
        createdAt: new Date(detector.created_at),
        updatedAt: now,
      },
    });
    await relinkIncidents(prismaRunner(tx), id);
    await writeAudit(tx, actor, now, [
      {
        action: 'detector.restored',
        entityType: 'detector',
        entityId: id,
        detail: { name: detector.name, after: configurationOf(detector) },
      },
    ]);
  });
  await primeDetector(db, id);
  return getDetector({ actor, db, input: { id } });
}

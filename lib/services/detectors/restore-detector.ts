import { z } from 'zod';
import type { Transaction } from '../../db/client';
import { lockDetectorsForWriting } from '../../db/locks';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import type { Detector } from '../../schemas/detectors';
import { writeAudit } from '../audit/write-audit';
import {
  maySeePattern,
  requirePermissionOnPattern,
  requirePermissionSomewhere,
  type ServiceCall,
  withDefaults,
} from '../call';
import { configurationOf } from './configuration-of';
import { getDetector } from './get-detector';
import { primeDetector } from './prime-detector';
import { refuseTakenName } from './refuse-taken-name';
import { detectorInclude, toDetector } from './to-detector';

/** How long after its deletion a detector can be restored. */
export const restorableMs = 3_600_000;

/** Returns whether a detector was enabled when it was deleted. */
async function wasEnabled(tx: Transaction, id: string): Promise<boolean> {
  const deletion = await tx.auditRow.findFirst({
    where: { entityType: 'detector', entityId: id, action: 'detector.deleted' },
    orderBy: { id: 'desc' },
  });
  return z.object({ before: z.object({ enabled: z.boolean() }) }).parse(deletion?.detail).before.enabled;
}

/**
 * Restores a detector that was deleted in the last hour, with its id, its incidents, and runs that are primed
 * again; drifts that still last are open again.
 *
 * @throws NOT_FOUND if no detector with this id was deleted in the last hour, or it exists; CONFLICT if its
 *   name is taken by now
 */
export async function restoreDetector(call: ServiceCall<{ id: string }>): Promise<Detector> {
  const { actor, db, now, input } = withDefaults(call);
  requirePermissionSomewhere(actor, 'manage_detectors');
  const { id } = input;
  const notFound = () =>
    new DriftwatchError('NOT_FOUND', `there is no detector ${id} that was deleted in the last hour`);
  if (!z.guid().safeParse(id).success) throw notFound();
  await inTransaction(db, async (tx) => {
    await lockDetectorsForWriting(prismaRunner(tx));
    const deletedAt = { gte: new Date(now.getTime() - restorableMs) };
    const detector = await tx.detector.findUnique({ where: { id, deletedAt } });
    if (!detector || !maySeePattern(actor, detector.modelPattern)) throw notFound();
    requirePermissionOnPattern(actor, 'manage_detectors', detector.modelPattern);
    await refuseTakenName(tx, detector);
    const enabled = await wasEnabled(tx, id);
    const restored = await tx.detector.update({
      where: { id },
      data: { deletedAt: null, enabled, revision: { increment: 1 }, updatedAt: now },
      include: detectorInclude,
    });
    await writeAudit(tx, actor, now, [
      {
        action: 'detector.restored',
        entityType: 'detector',
        entityId: id,
        detail: { name: restored.name, after: configurationOf(toDetector(restored)) },
      },
    ]);
  });
  await primeDetector(db, id);
  return getDetector({ actor, db, input: { id } });
}

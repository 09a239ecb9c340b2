import { z } from 'zod';
import type { Transaction } from '../../db/client';
import { lockDetectorsForReading } from '../../db/locks';
import { lockSeries } from '../../db/sql/ensure-series';
import { prismaRunner } from '../../db/sql-runner';
import { serializationFailure } from '../../db/unavailable';
import type { Actor } from '../call';
import { type AdoptedIncident, adoptedSelect, adoptRuns } from './adopt-runs';
import { canAdopt } from './to-incident';

/** The open incidents that requested a job and whose detectors adopt when it is completed. */
async function incidentsOfJob(tx: Transaction, jobId: string): Promise<AdoptedIncident[]> {
  const rows = await tx.incident.findMany({
    where: {
      reasons: { some: { jobId } },
      state: { not: 'resolved' },
      detector: { adopt: 'on_completion', deletedAt: null },
    },
    select: { ...adoptedSelect, method: true },
    orderBy: { id: 'asc' },
  });
  return rows.filter(({ method }) => canAdopt(method));
}

/**
 * Locks the series whose incidents the end of a job may affect. Must be called before the lock of the queue
 * is taken.
 */
export async function lockSeriesOfJob(tx: Transaction, jobId: string): Promise<ReadonlySet<number>> {
  if (!z.guid().safeParse(jobId).success) return new Set();
  const sql = prismaRunner(tx);
  await lockDetectorsForReading(sql);
  const seriesIds = [...new Set((await incidentsOfJob(tx, jobId)).map(({ seriesId }) => seriesId))];
  if (seriesIds.length > 0) await lockSeries(sql, seriesIds);
  return new Set(seriesIds);
}

/**
 * After a completed retrain, the future behaviour of the model becomes the reference of the runs whose
 * incidents requested it. The caller holds the lock of the queue, so no incident can join the job now; if one
 * joined just before, everything starts over.
 */
export async function adoptAfterCompletion(
  tx: Transaction,
  actor: Actor,
  now: Date,
  { jobId, locked }: { jobId: string; locked: ReadonlySet<number> },
): Promise<void> {
  const incidents = await incidentsOfJob(tx, jobId);
  if (incidents.some(({ seriesId }) => !locked.has(seriesId)))
    throw Object.assign(new Error('an incident joined the job'), { code: serializationFailure });
  if (incidents.length === 0) return;
  await adoptRuns(tx, actor, now, incidents, { from: 'onset', isRetrained: true, comment: null, jobId });
}

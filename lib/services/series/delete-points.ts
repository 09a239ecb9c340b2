import type { z } from 'zod';
import { lockDetectorsForReading } from '../../db/locks';
import { lockSeriesAlone } from '../../db/sql/erased-series';
import { insertPointDeletion, outdateRuns, type PointDeletionRow } from '../../db/sql/point-deletions';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import type { DeletedPoints, deletedRangeSchema } from '../../schemas/series';
import { writeAudit } from '../audit/write-audit';
import {
  maySee,
  requirePermission,
  requirePermissionSomewhere,
  type ServiceCall,
  withDefaults,
} from '../call';
import { resolveIncidents } from '../incidents/resolve-incidents';
import { runPointDeletion } from './run-point-deletion';
import { seriesIdOf } from './series-id';

/** Number of batches of 5,000 points that a request deletes; the background does the rest. */
const partsAtOnce = 100;

/**
 * Deletes the points of a series in a range, also from rollups. The runs of the series are primed on the
 * rest, and open incidents that a deleted point opened end. Points posted from now on stay.
 */
export async function deletePoints(
  call: ServiceCall<{ seriesId: string; range: z.infer<typeof deletedRangeSchema>; parts?: number }>,
): Promise<DeletedPoints> {
  const { actor, db, now, input } = withDefaults(call);
  requirePermissionSomewhere(actor, 'delete_data');
  const seriesId = seriesIdOf(input.seriesId);
  const fromTs = new Date(input.range.from ?? 0);
  const toTs = new Date(input.range.to ?? 8.64e15);
  const deletion = await inTransaction(db, async (tx): Promise<PointDeletionRow> => {
    const sql = prismaRunner(tx);
    await lockDetectorsForReading(sql);
    await lockSeriesAlone(sql, { ids: [seriesId] });
    const series = await tx.series.findUnique({ where: { id: seriesId } });
    if (!series || !maySee(actor, series.modelId))
      throw new DriftwatchError('NOT_FOUND', `there is no series ${input.seriesId}`);
    requirePermission(actor, 'delete_data', series.modelId);
    const range = { seriesId, fromTs, toTs, receivedUntil: now };
    const id = await insertPointDeletion(sql, range);
    await outdateRuns(sql, seriesId);
    await tx.series.update({ where: { id: seriesId }, data: { version: { increment: 1 } } });
    await resolveIncidents(tx, actor, now, {
      where: { seriesId, openedTs: { gte: fromTs, lte: toTs } },
      resolution: 'points_deleted',
    });
    await writeAudit(tx, actor, now, [
      {
        action: 'series.points_deleted',
        entityType: 'series',
        entityId: String(seriesId),
        detail: {
          model_id: series.modelId,
          metric: series.metricName,
          labels: series.labelsKey,
          from: fromTs.toISOString(),
          to: toTs.toISOString(),
        },
      },
    ]);
    return { id, ...range };
  });
  const { deleted, isDone } = await runPointDeletion(db, deletion, { parts: input.parts ?? partsAtOnce });
  return { deleted, done: isDone };
}

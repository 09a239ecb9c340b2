import { lockDetectorsForReading } from '../../db/locks';
import { lockSeriesAlone } from '../../db/sql/erased-series';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import { writeAudit } from '../audit/write-audit';
import {
  maySee,
  requirePermission,
  requirePermissionSomewhere,
  type ServiceCall,
  withDefaults,
} from '../call';
import { eraseLockedSeries } from './erase-locked-series';
import { seriesIdOf } from './series-id';

/**
 * Deletes a series with its points, readings and incidents. The jobs of its model stay, with the reasons why
 * they were requested. A later point creates a new series.
 */
export async function deleteSeries(call: ServiceCall<{ id: string }>): Promise<void> {
  const { actor, db, now, input } = withDefaults(call);
  requirePermissionSomewhere(actor, 'delete_data');
  const id = seriesIdOf(input.id);
  await inTransaction(db, async (tx) => {
    const sql = prismaRunner(tx);
    await lockDetectorsForReading(sql);
    await lockSeriesAlone(sql, { ids: [id] });
    const series = await tx.series.findUnique({ where: { id } });
    if (!series || !maySee(actor, series.modelId))
      throw new DriftwatchError('NOT_FOUND', `there is no series ${input.id}`);
    requirePermission(actor, 'delete_data', series.modelId);
    await eraseLockedSeries(tx, actor, now, [id]);
    const { modelId, metricName, labelsKey, pointCount } = series;
    await writeAudit(tx, actor, now, [
      {
        action: 'series.deleted',
        entityType: 'series',
        entityId: String(id),
        detail: {
          model_id: modelId,
          metric: metricName,
          labels: labelsKey,
          before: { points: Number(pointCount) },
        },
      },
    ]);
  });
}

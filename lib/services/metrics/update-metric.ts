import { lockDetectorsForWriting, lockDetectorWriters } from '../../db/locks';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import type { Prisma } from '../../db/types';
import { DriftwatchError } from '../../errors';
import { changedFields } from '../../policy/changed-fields';
import { nameSchema } from '../../schemas/common';
import { type Metric, metricPatchSchema } from '../../schemas/metrics';
import { writeAudit } from '../audit/write-audit';
import { parseInput, requirePermission, type ServiceCall, withDefaults } from '../call';
import { primeDetector } from '../detectors/prime-detector';
import { resolveIncidents } from '../incidents/resolve-incidents';

/** Converts a metric to the form of the API. */
function toMetric(row: Prisma.MetricGetPayload<object>): Metric {
  return {
    name: row.name,
    unit: row.unit,
    direction: row.direction,
    lower_bound: row.lowerBound,
    upper_bound: row.upperBound,
    time_zone: row.timeZone,
  };
}

/**
 * Changes the properties of a metric. Another direction changes what counts as degradation, and another time
 * zone which hours are compared, so the detectors on its series are primed again and their open incidents
 * resolved.
 */
export async function updateMetric(call: ServiceCall<{ name: string; body: unknown }>): Promise<Metric> {
  const { actor, db, now, input } = withDefaults(call);
  requirePermission(actor, 'manage_metrics');
  const patch = parseInput(metricPatchSchema, input.body, 'the change');
  const { metric, detectorIds } = await inTransaction(db, async (tx) => {
    await lockDetectorWriters(prismaRunner(tx));
    const before = nameSchema.safeParse(input.name).success
      ? await tx.metric.findUnique({ where: { name: input.name } })
      : null;
    if (!before) throw new DriftwatchError('NOT_FOUND', `there is no metric ${input.name}`);
    const {
      lower_bound: lowerBound = before.lowerBound,
      upper_bound: upperBound = before.upperBound,
      time_zone: timeZone = before.timeZone,
      unit = before.unit,
      direction = before.direction,
    } = patch;
    if (lowerBound !== null && upperBound !== null && lowerBound >= upperBound) {
      const message = `must be below upper_bound, ${upperBound}`;
      throw new DriftwatchError(
        'INVALID_INPUT',
        `lower_bound ${lowerBound} must be below upper_bound ${upperBound}`,
        { errors: [{ field: 'lower_bound', message }] },
      );
    }
    await lockDetectorsForWriting(prismaRunner(tx));
    const metric = await tx.metric.update({
      where: { name: input.name },
      data: { unit, direction, lowerBound, upperBound, timeZone },
    });
    await writeAudit(tx, actor, now, [
      {
        action: 'metric.changed',
        entityType: 'metric',
        entityId: metric.name,
        detail: changedFields(toMetric(before), toMetric(metric)),
      },
    ]);
    const isJudgedAlike = metric.direction === before.direction && metric.timeZone === before.timeZone;
    if (isJudgedAlike) return { metric, detectorIds: [] };
    const onThisMetric = { series: { metricName: metric.name } };
    await resolveIncidents(tx, actor, now, { where: onThisMetric, resolution: 'metric_changed' });
    const runs = await tx.detectorRun.findMany({
      where: onThisMetric,
      distinct: ['detectorId'],
      select: { detectorId: true },
    });
    await tx.detectorRun.updateMany({ where: onThisMetric, data: { revision: 0 } });
    // Makes every instance discard states of the former traits.
    await tx.series.updateMany({
      where: { metricName: metric.name },
      data: { version: { increment: 1 } },
    });
    return { metric, detectorIds: runs.map((run) => run.detectorId) };
  });
  for (const id of detectorIds) await primeDetector(db, id);
  return toMetric(metric);
}

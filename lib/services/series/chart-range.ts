import type { Database } from '../../db/client';
import { rollupSteps } from '../../db/roll-up';
import { chartFacts } from '../../db/sql/chart-points';
import { DriftwatchError } from '../../errors';
import { type ChartPlan, planChart } from '../../policy/plan-chart';
import type { RangeQuery } from '../../schemas/series';
import { seriesIdOf } from './series-id';

/**
 * Maximum number of readings that are looked at individually for a chart, alarms or not; points are counted
 * up to the same number.
 */
export const maxReadingsRead = 100_000;

export interface ChartRange extends ChartPlan {
  seriesId: number;
  from: Date;
  to: Date;
  /** Time up to which all points are in rollups. */
  rolledMs: number | null;
  /** Number of stored points in the range; exact up to `maxReadingsRead`. */
  pointCount: number;
}

/**
 * Resolves a chart query of a series to a range and the sources to read; null if the series has nothing
 * there.
 */
export async function chartRange(db: Database, id: string, query: RangeQuery): Promise<ChartRange | null> {
  const seriesId = seriesIdOf(id);
  const asked = { from: new Date(query.from ?? 0), to: new Date(query.to ?? 8.64e15) };
  const facts = await chartFacts(db, seriesId, asked, {
    countLimit: maxReadingsRead + 1,
    mostFinestBuckets: query.buckets + 1,
  });
  if (!facts) throw new DriftwatchError('NOT_FOUND', `there is no series ${id}`);
  if (!facts.firstTs || !facts.lastTs) return null;
  const { rangeFirst, rangeLast, pointCount } = facts;
  const plan = planChart(
    {
      firstMs: facts.firstTs.getTime(),
      lastMs: facts.lastTs.getTime(),
      inRange: rangeFirst && rangeLast && { firstMs: rangeFirst.getTime(), lastMs: rangeLast.getTime() },
      pointCount,
      finestCount: facts.finestCount,
      oldestPointMs: facts.oldestPoint?.getTime() ?? null,
      rollups: rollupSteps.map((stepSeconds, index) => ({
        stepSeconds,
        oldestMs: facts.oldestBuckets[index]?.getTime() ?? null,
      })),
    },
    { fromMs: query.from, toMs: query.to, buckets: query.buckets },
  );
  return (
    plan && {
      ...plan,
      seriesId,
      from: new Date(plan.fromMs),
      to: new Date(plan.toMs),
      rolledMs: facts.rolledUpTo?.getTime() ?? null,
      pointCount,
    }
  );
}

import type { Database } from '../../db/client';
import { bucketedReadings, rawReadings, sampledReadings } from '../../db/sql/chart-readings';
import { getMethod } from '../../monitoring/index';
import type { RangeQuery, SeriesReadings } from '../../schemas/series';
import { complete, type ServiceCall } from '../call';
import { groupBy } from '../group-by';
import { type ChartRange, chartRange, mostReadingsRead } from './chart-range';
import { noWindows, runWindows, windowsInclude } from './run-windows';

function readingsIn(db: Database, runIds: number[], range: ChartRange) {
  if (range.stepMs === 0) return rawReadings(db, runIds, range);
  const read = range.pointCount * runIds.length > mostReadingsRead ? sampledReadings : bucketedReadings;
  return read(db, runIds, range, range.stepMs);
}

/** What every detector said about a series, over the same range and in the same buckets as its points. */
export async function getReadings(
  call: ServiceCall<{ seriesId: string; query: RangeQuery }>,
): Promise<SeriesReadings> {
  const { db, input } = complete(call);
  const range = await chartRange(db, input.seriesId, input.query);
  const runs = await db.detectorRun.findMany({
    where: { seriesId: Number(input.seriesId) },
    orderBy: [{ detector: { createdAt: 'asc' } }, { id: 'asc' }],
    include: windowsInclude,
  });
  const runIds = runs.map((run) => run.id);
  const rows = range ? await readingsIn(db, runIds, range) : [];
  const readingsOf = groupBy(rows, (row) => row.runId);
  const windowsOf = await runWindows(db, runs);
  const items = runs.map((run) => ({
    run_id: run.id,
    detector_id: run.detectorId,
    detector_name: run.detector.name,
    method: run.detector.method,
    method_label: getMethod(run.detector.method).label,
    statistic_cap: getMethod(run.detector.method).statisticCap ?? null,
    enabled: run.detector.enabled,
    level: run.level,
    windows: windowsOf.get(run.id) ?? noWindows,
    readings: (readingsOf.get(run.id) ?? []).map(({ runId: _, ts, ...reading }) => ({
      ts: ts.toISOString(),
      ...reading,
    })),
  }));
  return { items, next_cursor: null };
}

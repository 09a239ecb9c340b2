import { bucketedPoints, rawPoints } from '../../db/sql/chart-points';
import type { RangeQuery, SeriesPoints } from '../../schemas/series';
import { complete, type ServiceCall } from '../call';
import { chartRange, findSeries } from './chart-range';

/** The points of a series for a chart: as they are when they fit into `buckets`, else down-sampled. */
export async function getPoints(
  call: ServiceCall<{ seriesId: string; query: RangeQuery }>,
): Promise<SeriesPoints> {
  const { db, input } = complete(call);
  const seriesId = await findSeries(db, input.seriesId);
  const range = await chartRange(db, seriesId, input.query);
  if (!range) return { items: [], next_cursor: null, step_ms: null, total: 0 };
  const rows =
    range.stepMs === 0
      ? await rawPoints(db, seriesId, range)
      : await bucketedPoints(db, seriesId, range, range.stepMs);
  return {
    items: rows.map((row) => ({ ...row, ts: row.ts.toISOString() })),
    next_cursor: null,
    step_ms: range.stepMs === 0 ? null : range.stepMs,
    total: range.total,
  };
}

import { type BucketRow, bucketedPoints, rawPoints } from '../../db/sql/chart-points';
import type { PointBucket, RangeQuery, SeriesPoints } from '../../schemas/series';
import { type ServiceCall, withDefaults } from '../call';
import { chartRange } from './chart-range';
import { requireVisibleSeries } from './series-id';

/** The mean is between the extremes, whatever rounding or a bounded sum would give. */
function toBucket({ ts, sum, ...bucket }: BucketRow): PointBucket {
  const mean = Math.max(bucket.min, Math.min(bucket.max, sum / bucket.count));
  return { ts: ts.toISOString(), mean, ...bucket };
}

/**
 * Returns the points of a series for a chart: unchanged if they fit into `buckets`, otherwise down-sampled.
 */
export async function getPoints(
  call: ServiceCall<{ seriesId: string; query: RangeQuery }>,
): Promise<SeriesPoints> {
  const { actor, db, input } = withDefaults(call);
  await requireVisibleSeries(db, actor, input.seriesId);
  const range = await chartRange(db, input.seriesId, input.query);
  if (!range) return { items: [], next_cursor: null, step_ms: null, total: 0 };
  const rows =
    range.stepMs === 0
      ? await rawPoints(db, range.seriesId, range)
      : await bucketedPoints(db, range.seriesId, range);
  return {
    items: rows.map(toBucket),
    next_cursor: null,
    step_ms: range.stepMs === 0 ? null : range.stepMs,
    total: rows.reduce((sum, row) => sum + row.count, 0),
  };
}

import type { Database } from '../../db/client';
import { measureRange, type TimeRange } from '../../db/sql/chart-points';
import { DriftwatchError } from '../../errors';
import type { RangeQuery } from '../../schemas/series';

export interface ChartRange extends TimeRange {
  total: number;
  /** Width of a bucket in milliseconds; 0 when the points fit as they are. */
  stepMs: number;
}

/** The id of a series that exists, from the text of a path. */
export async function findSeries(db: Database, text: string): Promise<number> {
  const id = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  const row = await db.series.findUnique({ where: { id }, select: { id: true } });
  if (!row) throw new DriftwatchError('NOT_FOUND', `there is no series ${text}`);
  return id;
}

/** What part of a series a chart query means, and how coarse; null when it has no points there. */
export async function chartRange(
  db: Database,
  seriesId: number,
  query: RangeQuery,
): Promise<ChartRange | null> {
  const asked = {
    ...(query.from !== undefined && { from: new Date(query.from) }),
    ...(query.to !== undefined && { to: new Date(query.to) }),
  };
  const measured = await measureRange(db, seriesId, asked);
  if (!measured) return null;
  const spanMs = measured.to.getTime() - measured.from.getTime() + 1;
  return { ...measured, stepMs: measured.total <= query.buckets ? 0 : Math.ceil(spanMs / query.buckets) };
}

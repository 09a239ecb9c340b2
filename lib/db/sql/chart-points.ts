import type { Database } from '../client';

export interface TimeRange {
  from: Date;
  to: Date;
}

export interface BucketRow {
  ts: Date;
  mean: number;
  min: number;
  max: number;
  last: number;
  count: number;
  late: number;
}

/** Sums are taken of values made this much smaller, so that a mean of values near 1e308 does not overflow. */
const meanScale = 2 ** 20;
/** Smaller values count as 0 in a mean: divided, they could underflow, which PostgreSQL makes an error. */
const negligible = 1e-290;

/** How many points a series has in a range, and from when to when. */
export async function measureRange(db: Database, seriesId: number, range: Partial<TimeRange>) {
  const [row] = await db.$queryRaw<{ total: number; first: Date | null; last: Date | null }[]>`
    SELECT count(*)::int AS total, min(ts) AS first, max(ts) AS last FROM points
    WHERE series_id = ${seriesId} AND ts >= ${range.from ?? new Date(0)} AND ts <= ${range.to ?? new Date(8.64e15)}`;
  return row?.first && row.last ? { total: row.total, from: row.first, to: row.last } : null;
}

/** Every point of a range, oldest first, in the shape of a bucket of one. */
export function rawPoints(db: Database, seriesId: number, range: TimeRange): Promise<BucketRow[]> {
  return db.$queryRaw<BucketRow[]>`
    SELECT ts, value AS mean, value AS min, value AS max, value AS last, 1 AS count, late::int AS late FROM points
    WHERE series_id = ${seriesId} AND ts BETWEEN ${range.from} AND ${range.to} ORDER BY ts`;
}

/** The points of a range in buckets of `stepMs`, the first beginning at `range.from`; minima and maxima are kept. */
export function bucketedPoints(db: Database, seriesId: number, range: TimeRange, stepMs: number) {
  return db.$queryRaw<BucketRow[]>`
    SELECT min(ts) AS ts,
      greatest(min(value), least(max(value), sum(CASE WHEN abs(value) < ${negligible}::float8 THEN 0 ELSE value / ${meanScale}::float8 END) / count(*) * ${meanScale}::float8)) AS mean,
      min(value) AS min, max(value) AS max, (array_agg(value ORDER BY ts DESC))[1] AS last,
      count(*)::int AS count, count(*) FILTER (WHERE late)::int AS late
    FROM points WHERE series_id = ${seriesId} AND ts BETWEEN ${range.from} AND ${range.to}
    GROUP BY floor(extract(epoch FROM ts - ${range.from}::timestamptz) * 1000 / ${stepMs}::float8) ORDER BY 1`;
}

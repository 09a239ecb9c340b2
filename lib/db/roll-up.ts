/**
 * Widths of the buckets in seconds, finest first, each a multiple of the one before; buckets are aligned to
 * UTC.
 */
export const rollupSteps = [300, 3600, 86_400] as const;

/**
 * Values beyond this count as this in a sum: PostgreSQL rejects a sum that overflows, and two billion values
 * of this size do not. Minima, maxima and last values are kept unchanged.
 */
const maxSummed = 1e298;

/** A value of `points` as it counts in a sum, in SQL. */
export const summedValue = `greatest(${-maxSummed}::float8, least(${maxSummed}::float8, value))`;

/**
 * What rows of `points` come to in one bucket, in SQL: the columns of `rollups` after its key, in their
 * order.
 */
export const ofPoints = `count(*)::int AS count, count(*) FILTER (WHERE late)::int AS late_count, sum(${summedValue}) AS sum,
  min(value) AS min, max(value) AS max, (array_agg(value ORDER BY ts DESC))[1] AS last, max(ts) AS last_ts`;

/** The same of finer rollups. */
export const ofFiner = `sum(count)::int AS count, sum(late_count)::int AS late_count, sum(sum) AS sum,
  min(min) AS min, max(max) AS max, (array_agg(last ORDER BY last_ts DESC))[1] AS last, max(last_ts) AS last_ts`;

/** A point that is being stored for the first time. */
export interface RollUpPoint {
  seriesId: number;
  tsMs: number;
  value: number;
  late: boolean;
}

/** The totals of a series in one bucket. */
export interface RollupRow {
  seriesId: number;
  stepSeconds: number;
  /** Start of the bucket; buckets are aligned to UTC. */
  bucketMs: number;
  count: number;
  lateCount: number;
  sum: number;
  min: number;
  max: number;
  last: number;
  lastMs: number;
}

type Buckets = Map<number, RollupRow>;

/** Adds a row to the bucket that contains it at a step; the first row there creates the bucket. */
function add(series: Buckets, row: RollupRow, stepSeconds: number) {
  const stepMs = stepSeconds * 1000;
  const bucketMs = Math.floor(row.bucketMs / stepMs) * stepMs;
  const held = series.get(bucketMs);
  if (!held) {
    series.set(bucketMs, { ...row, stepSeconds, bucketMs });
    return;
  }
  held.count += row.count;
  held.lateCount += row.lateCount;
  held.sum += row.sum;
  if (row.min < held.min) held.min = row.min;
  if (row.max > held.max) held.max = row.max;
  if (row.lastMs >= held.lastMs) {
    held.last = row.last;
    held.lastMs = row.lastMs;
  }
}

function bucketsOf(bySeries: Map<number, Buckets>, seriesId: number): Buckets {
  let buckets = bySeries.get(seriesId);
  if (!buckets) {
    buckets = new Map();
    bySeries.set(seriesId, buckets);
  }
  return buckets;
}

/**
 * Returns the rows of the finest step. Points of a series usually come in order, so the bucket of the
 * previous one is tried first.
 */
function finestRows(points: readonly RollUpPoint[], stepSeconds: number): RollupRow[] {
  const stepMs = stepSeconds * 1000;
  const bySeries = new Map<number, Buckets>();
  let row: RollupRow | undefined;
  for (const { seriesId, tsMs, value, late } of points) {
    const bounded = Math.max(-maxSummed, Math.min(maxSummed, value));
    if (
      row === undefined ||
      row.seriesId !== seriesId ||
      tsMs < row.bucketMs ||
      tsMs >= row.bucketMs + stepMs
    ) {
      const bucketMs = Math.floor(tsMs / stepMs) * stepMs;
      const buckets = bucketsOf(bySeries, seriesId);
      row = buckets.get(bucketMs);
      if (row === undefined) {
        const count = 0;
        row = {
          seriesId,
          stepSeconds,
          bucketMs,
          count,
          lateCount: 0,
          sum: 0,
          min: value,
          max: value,
          last: value,
          lastMs: tsMs,
        };
        buckets.set(bucketMs, row);
      }
    }
    row.count += 1;
    row.lateCount += late ? 1 : 0;
    row.sum += bounded;
    if (value < row.min) row.min = value;
    if (value > row.max) row.max = value;
    if (tsMs >= row.lastMs) {
      row.last = value;
      row.lastMs = tsMs;
    }
  }
  return rowsOf(bySeries);
}

function rowsOf(bySeries: Map<number, Buckets>): RollupRow[] {
  return [...bySeries.values()].flatMap((buckets) => [...buckets.values()]);
}

/**
 * Returns the points of any series, in any order, as buckets of every step. `steps` are in seconds, finest
 * first, each a multiple of the one before, because a coarser bucket is built from finer ones.
 */
export function rollUp(points: readonly RollUpPoint[], [finest, ...coarser]: readonly number[]): RollupRow[] {
  if (finest === undefined) return [];
  const rows = finestRows(points, finest);
  let finer = [...rows];
  for (const step of coarser) {
    const bySeries = new Map<number, Buckets>();
    for (const row of finer) add(bucketsOf(bySeries, row.seriesId), row, step);
    finer = rowsOf(bySeries);
    rows.push(...finer);
  }
  return rows;
}

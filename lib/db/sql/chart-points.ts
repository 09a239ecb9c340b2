import { Prisma } from '../../generated/prisma/client';
import type { Database } from '../client';
import { ofFiner, rollupSteps, summedValue } from '../roll-up';

export interface TimeRange {
  from: Date;
  to: Date;
}

/** What a chart of a series can be read from; see `ChartFacts` of the policy. */
export interface ChartFactsRow {
  firstTs: Date | null;
  lastTs: Date | null;
  /** Up to when all points are in rollups; null: none is. */
  rolledUpTo: Date | null;
  rangeFirst: Date | null;
  rangeLast: Date | null;
  oldestPoint: Date | null;
  /** Counted up to `countLimit`. */
  pointCount: number;
  /** Points in the first `mostFinestBuckets` of the finest rollups. */
  finestCount: number;
  /** Of every step of `rollupSteps`, in their order. */
  oldestBuckets: (Date | null)[];
}

const finestStep = rollupSteps[0];

/**
 * Null for a series that does not exist. Costs the same for any range: probes of indexes and bounded counts.
 */
export async function chartFacts(
  db: Database,
  seriesId: number,
  range: TimeRange,
  limits: { countLimit: number; mostFinestBuckets: number },
): Promise<ChartFactsRow | null> {
  const { from, to } = range;
  const [row] = await db.$queryRaw<ChartFactsRow[]>`
    SELECT first_ts AS "firstTs", last_ts AS "lastTs", rolled_up_to AS "rolledUpTo",
      (SELECT min(ts) FROM points WHERE series_id = ${seriesId} AND ts BETWEEN ${from} AND ${to}) AS "rangeFirst",
      (SELECT max(ts) FROM points WHERE series_id = ${seriesId} AND ts BETWEEN ${from} AND ${to}) AS "rangeLast",
      (SELECT min(ts) FROM points WHERE series_id = ${seriesId}) AS "oldestPoint",
      (SELECT count(*)::int FROM (
        SELECT FROM points WHERE series_id = ${seriesId} AND ts BETWEEN ${from} AND ${to} LIMIT ${limits.countLimit}
      ) AS counted) AS "pointCount",
      (SELECT coalesce(sum(count), 0)::float8 FROM (
        SELECT count FROM rollups WHERE series_id = ${seriesId} AND step_seconds = ${finestStep}
          AND bucket BETWEEN ${from} AND ${to} LIMIT ${limits.mostFinestBuckets}
      ) AS buckets) + (
        SELECT count(*) FROM points WHERE series_id = ${seriesId} AND ts > rolled
          AND date_bin(make_interval(secs => ${finestStep}::float8), ts, 'epoch') BETWEEN ${from} AND ${to}
      ) AS "finestCount",
      ARRAY(
        SELECT coalesce(
          (SELECT min(bucket) FROM rollups WHERE series_id = ${seriesId} AND step_seconds = step),
          (SELECT date_bin(make_interval(secs => step), min(ts), 'epoch') FROM points
            WHERE series_id = ${seriesId} AND ts > rolled)
        ) FROM unnest(${[...rollupSteps]}::int[]) WITH ORDINALITY AS steps(step, place) ORDER BY place
      ) AS "oldestBuckets"
    FROM series, LATERAL (SELECT coalesce(rolled_up_to, '-infinity') AS rolled) AS tail WHERE id = ${seriesId}`;
  return row ?? null;
}

/** Half-open; `stepSeconds` 0 are the points themselves. */
export interface PartRange {
  stepSeconds: number;
  fromMs: number;
  endMs: number;
}

export interface BucketRow {
  ts: Date;
  /** Bounded, so that no sum overflows; see `summedValue`. */
  sum: number;
  min: number;
  max: number;
  last: number;
  count: number;
  late: number;
}

/** Every point of a range, oldest first, in the shape of a bucket of one. */
export function rawPoints(db: Database, seriesId: number, range: TimeRange): Promise<BucketRow[]> {
  return db.$queryRaw<BucketRow[]>`
    SELECT ts, value AS sum, value AS min, value AS max, value AS last, 1 AS count, late::int AS late FROM points
    WHERE series_id = ${seriesId} AND ts BETWEEN ${range.from} AND ${range.to} ORDER BY ts`;
}

/**
 * The columns that all pieces of a chart have in common; the time of a bucket of a single point is that of
 * the point.
 */
const ofBucket = (from: Date) => Prisma.sql`
  CASE WHEN count = 1 THEN last_ts ELSE greatest(bucket, ${from}) END AS ts, sum, min, max, last, last_ts, count, late_count`;

/** A point as a bucket of one, without its time. */
const ofPoint = Prisma.sql`
  ${Prisma.raw(summedValue)} AS sum, value AS min, value AS max, value AS last, ts AS last_ts,
  1 AS count, late::int AS late_count`;

interface Piece extends PartRange {
  seriesId: number;
  from: Date;
}

function pointsPiece({ seriesId, fromMs, endMs }: Piece): Prisma.Sql {
  return Prisma.sql`
    SELECT ts, ${ofPoint} FROM points WHERE series_id = ${seriesId} AND ts >= ${new Date(fromMs)} AND ts < ${new Date(endMs)}`;
}

function rollupsPiece({ seriesId, from, stepSeconds, fromMs, endMs }: Piece): Prisma.Sql {
  return Prisma.sql`
    SELECT ${ofBucket(from)} FROM rollups
    WHERE series_id = ${seriesId} AND step_seconds = ${stepSeconds} AND bucket >= ${new Date(fromMs)} AND bucket < ${new Date(endMs)}`;
}

/**
 * Rollups with what the tail of the series adds to them, as if it were rolled up; `tail` says where that
 * begins.
 */
function tailPiece({ seriesId, from, stepSeconds, fromMs, endMs }: Piece): Prisma.Sql {
  const [begin, end] = [new Date(fromMs), new Date(endMs)];
  return Prisma.sql`
    SELECT ${ofBucket(from)} FROM (
      SELECT bucket, ${Prisma.raw(ofFiner)}
      FROM (
        SELECT bucket, sum, min, max, last, last_ts, count, late_count FROM rollups
        WHERE series_id = ${seriesId} AND step_seconds = ${stepSeconds} AND bucket >= ${begin} AND bucket < ${end}
        UNION ALL
        SELECT date_bin(make_interval(secs => ${stepSeconds}::float8), ts, 'epoch'), ${ofPoint}
        FROM tail JOIN points ON series_id = ${seriesId} AND ts > after AND ts >= ${begin} AND ts < ${end}
      ) AS all_of_it GROUP BY bucket
    ) AS buckets`;
}

/**
 * A part of rollups in the pieces before and from the bucket where the tail begins, or did when `rolledMs`
 * was read.
 */
function pieces(piece: Piece, rolledMs: number | null): Prisma.Sql[] {
  const { stepSeconds, fromMs, endMs } = piece;
  if (stepSeconds === 0) return [pointsPiece(piece)];
  const stepMs = stepSeconds * 1000;
  const tailMs = rolledMs === null ? fromMs : Math.floor(rolledMs / stepMs) * stepMs;
  const sqls: Prisma.Sql[] = [];
  if (tailMs > fromMs) sqls.push(rollupsPiece({ ...piece, endMs: Math.min(tailMs, endMs) }));
  if (tailMs < endMs) sqls.push(tailPiece({ ...piece, fromMs: Math.max(tailMs, fromMs) }));
  return sqls;
}

export interface BucketedRange {
  from: Date;
  stepMs: number;
  parts: PartRange[];
  /** Up to when all points are in rollups, as it was when the parts were planned; it only grows. */
  rolledMs: number | null;
}

/**
 * Parts of a series, rollups and points, in buckets of `stepMs`, the first beginning at `from`. A SELECT of
 * its own for every part: PostgreSQL guesses a join with a list of parts so large that it compiles it, which
 * takes longer. The last value is that of the largest pair, since an ordered aggregate sorts everything. The
 * tail is materialized, which also keeps PostgreSQL from starting workers for the parts: that takes longer
 * than reading them.
 */
export function bucketedPoints(
  db: Database,
  seriesId: number,
  { from, stepMs, parts, rolledMs }: BucketedRange,
) {
  const all = parts.flatMap((part) => pieces({ ...part, seriesId, from }, rolledMs));
  return db.$queryRaw<BucketRow[]>`
    WITH tail AS MATERIALIZED (SELECT coalesce(rolled_up_to, '-infinity') AS after FROM series WHERE id = ${seriesId})
    SELECT min(ts) AS ts, sum(sum) AS sum, min(min) AS min, max(max) AS max,
      (max(ARRAY[date_part('epoch', last_ts), last]))[2] AS last, sum(count)::int AS count, sum(late_count)::int AS late
    FROM (${Prisma.join(all, ' UNION ALL ')}) AS pieces
    GROUP BY date_bin(make_interval(secs => ${stepMs / 1000}::float8), ts, ${from}) ORDER BY 1`;
}

import { Prisma } from '../../generated/prisma/client';
import type { Database } from '../client';
import { rollupSteps } from './rollups';

export interface TimeRange {
  from: Date;
  to: Date;
}

/** What a chart of a series can be read from; see `ChartFacts` of the policy. */
export interface ChartFactsRow {
  firstTs: Date | null;
  lastTs: Date | null;
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

/** Where the tail of a series begins: see `rolled_ts` of the schema. */
const rolledUntil = (seriesId: number) =>
  Prisma.sql`(SELECT coalesce(rolled_ts, '-infinity') FROM series WHERE id = ${seriesId})`;

/** Inside buckets of a step: half-open, `begin` the beginning of a bucket. */
interface BucketRange {
  begin: Date;
  end: Date;
}

/**
 * The buckets of a step as if everything were rolled up: the rollups, and those that the tail of the series makes, of which
 * the first may be there as a rollup too. All but the last rollup come as they are, without being sorted or grouped.
 */
function allBuckets(seriesId: number, stepSeconds: number, { begin, end }: BucketRange): Prisma.Sql {
  const rolled = rolledUntil(seriesId);
  const bucketOf = (ts: Prisma.Sql) =>
    Prisma.sql`date_bin(make_interval(secs => ${stepSeconds}::float8), ${ts}, 'epoch')`;
  const held = (condition: Prisma.Sql) => Prisma.sql`
    SELECT bucket, sum, min, max, last, last_ts, count, late FROM rollups
    WHERE series_id = ${seriesId} AND step_seconds = ${stepSeconds} AND bucket >= ${begin} AND bucket < ${end} AND ${condition}`;
  const shared = bucketOf(rolled);
  return Prisma.sql`
    ${held(Prisma.sql`bucket < ${shared}`)}
    UNION ALL
    SELECT bucket, sum(sum), min(min), max(max), (array_agg(last ORDER BY last_ts DESC))[1], max(last_ts), sum(count)::int, sum(late)::int
    FROM (
      ${held(Prisma.sql`bucket = ${shared}`)}
      UNION ALL
      SELECT ${bucketOf(Prisma.sql`ts`)}, greatest(-1e298::float8, least(1e298::float8, value)), value, value, value, ts, 1, late::int
      FROM points WHERE series_id = ${seriesId} AND ts > ${rolled} AND ts >= ${begin} AND ts < ${end}
    ) AS newest GROUP BY bucket`;
}

/** The buckets that begin in a range, which is closed. */
function bucketsBegunIn({ from, to }: TimeRange, stepSeconds: number): BucketRange {
  const stepMs = stepSeconds * 1000;
  return {
    begin: new Date(Math.ceil(from.getTime() / stepMs) * stepMs),
    end: new Date(Math.min(8.64e15, (Math.floor(to.getTime() / stepMs) + 1) * stepMs)),
  };
}

/** Null for a series that does not exist. Costs the same for any range: probes of indexes and bounded counts. */
export async function chartFacts(
  db: Database,
  seriesId: number,
  range: TimeRange,
  limits: { countLimit: number; mostFinestBuckets: number },
): Promise<ChartFactsRow | null> {
  const { from, to } = range;
  const begun = bucketsBegunIn(range, finestStep);
  const [row] = await db.$queryRaw<ChartFactsRow[]>`
    SELECT first_ts AS "firstTs", last_ts AS "lastTs",
      (SELECT min(ts) FROM points WHERE series_id = ${seriesId} AND ts BETWEEN ${from} AND ${to}) AS "rangeFirst",
      (SELECT max(ts) FROM points WHERE series_id = ${seriesId} AND ts BETWEEN ${from} AND ${to}) AS "rangeLast",
      (SELECT min(ts) FROM points WHERE series_id = ${seriesId}) AS "oldestPoint",
      (SELECT count(*)::int FROM (
        SELECT FROM points WHERE series_id = ${seriesId} AND ts BETWEEN ${from} AND ${to} LIMIT ${limits.countLimit}
      ) AS counted) AS "pointCount",
      (SELECT coalesce(sum(count), 0)::float8 FROM (
        SELECT count FROM (${allBuckets(seriesId, finestStep, begun)}) AS found LIMIT ${limits.mostFinestBuckets}
      ) AS buckets) AS "finestCount",
      ARRAY(
        SELECT coalesce(
          (SELECT min(bucket) FROM rollups WHERE series_id = ${seriesId} AND step_seconds = step),
          (SELECT date_bin(make_interval(secs => step), min(ts), 'epoch') FROM points
            WHERE series_id = ${seriesId} AND ts > ${rolledUntil(seriesId)})
        ) FROM unnest(${[...rollupSteps]}::int[]) WITH ORDINALITY AS steps(step, place) ORDER BY place
      ) AS "oldestBuckets"
    FROM series WHERE id = ${seriesId}`;
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
  /** Values beyond ±1e298 count as that, so that no sum overflows. */
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

/** One part in the columns that all have in common; a bucket of a single point is that point. */
function piece(seriesId: number, from: Date, part: PartRange): Prisma.Sql {
  const begin = new Date(part.fromMs);
  const end = new Date(part.endMs);
  return part.stepSeconds === 0
    ? Prisma.sql`
      SELECT ts, greatest(-1e298::float8, least(1e298::float8, value)) AS sum, value AS min, value AS max, value AS last,
        ts AS last_ts, 1 AS count, late::int AS late
      FROM points WHERE series_id = ${seriesId} AND ts >= ${begin} AND ts < ${end}`
    : Prisma.sql`
      SELECT CASE WHEN count = 1 THEN last_ts ELSE greatest(bucket, ${from}) END AS ts, sum, min, max, last, last_ts, count, late
      FROM (${allBuckets(seriesId, part.stepSeconds, { begin, end })}) AS buckets`;
}

/**
 * Parts of a series, rollups and points, in buckets of `stepMs`, the first beginning at `from`. A SELECT of its own for
 * every part: PostgreSQL guesses a join with a list of parts so large that it compiles it, which takes longer. The last
 * value is that of the largest pair, since an ordered aggregate sorts everything.
 */
export function bucketedPoints(
  db: Database,
  seriesId: number,
  { from, stepMs, parts }: { from: Date; stepMs: number; parts: PartRange[] },
) {
  const pieces = parts.map((part) => piece(seriesId, from, part));
  return db.$queryRaw<BucketRow[]>`
    SELECT min(ts) AS ts, sum(sum) AS sum, min(min) AS min, max(max) AS max,
      (max(ARRAY[date_part('epoch', last_ts), last]))[2] AS last, sum(count)::int AS count, sum(late)::int AS late
    FROM (${Prisma.join(pieces, ' UNION ALL ')}) AS pieces
    GROUP BY date_bin(make_interval(secs => ${stepMs / 1000}::float8), ts, ${from}) ORDER BY 1`;
}

import { ofFiner, ofPoints, rollupSteps } from '../roll-up';
import type { SqlRunner } from '../sql-runner';

/**
 * Buckets of one step whose rollups have all that they were made of: points, or the buckets of the next finer
 * step.
 */
export interface WholeBuckets {
  step: number;
  buckets: Date[];
}

interface Range {
  seriesId: number;
  first: Date;
  last: Date;
}

const interval = (step: number) => `interval '${step} seconds'`;

/** The finer rows of a bucket: of the finest step, the points. */
const countOfFiner = (step: number, finer: number | undefined) =>
  finer === undefined
    ? `SELECT count(*) FROM points WHERE points.series_id = $1::int AND ts >= held.bucket AND ts < held.bucket + ${interval(step)}`
    : `SELECT sum(count) FROM rollups AS finer WHERE finer.series_id = $1::int AND finer.step_seconds = ${finer}
         AND finer.bucket >= held.bucket AND finer.bucket < held.bucket + ${interval(step)}`;

/**
 * The buckets from one point to another that can be made anew once points of theirs have gone. The others
 * have outlived something: they know more than is left. The caller holds the lock of the series, all of whose
 * points are rolled up.
 */
export async function wholeBuckets(
  sql: SqlRunner,
  { seriesId, first, last }: Range,
): Promise<WholeBuckets[]> {
  const found: WholeBuckets[] = [];
  for (const [index, step] of rollupSteps.entries()) {
    const rows = await sql<{ bucket: Date }>(
      `SELECT bucket FROM rollups AS held WHERE series_id = $1::int AND step_seconds = ${step}
         AND bucket BETWEEN date_bin(${interval(step)}, $2::timestamptz, 'epoch') AND $3::timestamptz
         AND count = (${countOfFiner(step, rollupSteps[index - 1])})`,
      [seriesId, first, last],
    );
    found.push({ step, buckets: rows.map(({ bucket }) => bucket) });
  }
  return found;
}

const fromPoints = (step: number) => `
  SELECT $1::int, ${step}, wanted.bucket, ${ofPoints}
  FROM unnest($2::timestamptz[]) AS wanted(bucket) JOIN points ON points.series_id = $1::int
    AND ts >= wanted.bucket AND ts < wanted.bucket + ${interval(step)}
  GROUP BY wanted.bucket`;

const fromFiner = (step: number, finer: number) => `
  SELECT $1::int, ${step}, wanted.bucket, ${ofFiner}
  FROM unnest($2::timestamptz[]) AS wanted(bucket) JOIN rollups AS finer ON finer.series_id = $1::int
    AND finer.step_seconds = ${finer} AND finer.bucket >= wanted.bucket AND finer.bucket < wanted.bucket + ${interval(step)}
  GROUP BY wanted.bucket`;

/** Makes buckets anew from what is left; those of which nothing is are gone. Finest step first. */
export async function remakeRollups(sql: SqlRunner, seriesId: number, whole: WholeBuckets[]): Promise<void> {
  for (const [index, { step, buckets }] of whole.entries()) {
    if (buckets.length === 0) continue;
    await sql(
      `DELETE FROM rollups WHERE series_id = $1::int AND step_seconds = ${step} AND bucket = ANY($2::timestamptz[])`,
      [seriesId, buckets],
    );
    const finer = whole[index - 1]?.step;
    await sql(
      `INSERT INTO rollups (series_id, step_seconds, bucket, count, late_count, sum, min, max, last, last_ts)
       ${finer === undefined ? fromPoints(step) : fromFiner(step, finer)}`,
      [seriesId, buckets],
    );
  }
}

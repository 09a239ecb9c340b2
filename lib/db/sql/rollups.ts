import { int4Array, timestamptzArray } from '../binary-arrays';
import { ofFiner, ofPoints, type RollupRow, rollupSteps } from '../roll-up';
import type { SqlRunner } from '../sql-runner';
import { rowColumns } from './columns';

const incoming = rowColumns<RollupRow>({
  series_id: ['int4', (row) => row.seriesId],
  step_seconds: ['int4', (row) => row.stepSeconds],
  bucket: ['timestamptz', (row) => row.bucketMs],
  count: ['int4', (row) => row.count],
  late_count: ['int4', (row) => row.lateCount],
  sum: ['float8', (row) => row.sum],
  min: ['float8', (row) => row.min],
  max: ['float8', (row) => row.max],
  last: ['float8', (row) => row.last],
  last_ts: ['timestamptz', (row) => row.lastMs],
});

/** What happens to a bucket that is there: the incoming points are added to it. */
const addToHeld = `ON CONFLICT (series_id, step_seconds, bucket) DO UPDATE SET
  count = held.count + excluded.count, late_count = held.late_count + excluded.late_count, sum = held.sum + excluded.sum,
  min = least(held.min, excluded.min), max = greatest(held.max, excluded.max),
  last = CASE WHEN excluded.last_ts >= held.last_ts THEN excluded.last ELSE held.last END,
  last_ts = greatest(held.last_ts, excluded.last_ts)`;

/**
 * Adds rows to what is stored, in key order so that two transactions cannot wait for each other. Every key at
 * most once; only points that were not counted before.
 */
export async function upsertRollups(sql: SqlRunner, rows: RollupRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql(
    `INSERT INTO rollups AS held (${incoming.names}) SELECT ${incoming.names} FROM ${incoming.as('incoming')}
    ORDER BY series_id, step_seconds, bucket ${addToHeld}`,
    incoming.values(rows),
  );
}

/** The rows of one step as the rows of the next coarser one. */
const coarser = (finer: string, step: number) => `
  SELECT series_id, ${step} AS step_seconds, date_bin('${step} seconds', bucket, 'epoch') AS bucket, ${ofFiner}
  FROM ${finer} GROUP BY 1, 3`;

const [finest, middle, coarsest] = rollupSteps;

/**
 * Adds all stored points of series that are newer than `afterMs` to their rollups: the tails, which are in
 * none yet. The caller holds the locks of the series and moves their `rolled_up_to`.
 */
export async function rollUpTails(
  sql: SqlRunner,
  tails: { seriesId: number; afterMs: number | null }[],
): Promise<void> {
  if (tails.length === 0) return;
  await sql(
    `INSERT INTO rollups AS held (${incoming.names})
    WITH finest AS (
      SELECT tail.series_id, ${finest} AS step_seconds, date_bin('${finest} seconds', ts, 'epoch') AS bucket, ${ofPoints}
      FROM unnest($1::int[], $2::timestamptz[]) AS tail(series_id, after) CROSS JOIN LATERAL (
        SELECT ts, value, late FROM points WHERE series_id = tail.series_id AND ts > coalesce(after, '-infinity')
        ORDER BY ts OFFSET 0
      ) AS own
      GROUP BY 1, 3
    ), middle AS (${coarser('finest', middle)}), coarsest AS (${coarser('middle', coarsest)})
    SELECT * FROM (TABLE finest UNION ALL TABLE middle UNION ALL TABLE coarsest) AS incoming
    ORDER BY series_id, step_seconds, bucket
    ${addToHeld}`,
    [int4Array(tails.map(({ seriesId }) => seriesId)), timestamptzArray(tails.map(({ afterMs }) => afterMs))],
  );
}

/**
 * Makes the buckets of these points anew from the stored points, after values were replaced; call it once new
 * points of the same transaction have been added. A bucket of which retention has taken points stays as it
 * is.
 */
export async function recomputeRollups(
  sql: SqlRunner,
  points: { seriesId: number; tsMs: number }[],
): Promise<void> {
  if (points.length === 0) return;
  await sql(
    `INSERT INTO rollups AS held (${incoming.names})
    SELECT series_id, step, bucket, found.* FROM (
      SELECT DISTINCT series_id, step, date_bin(make_interval(secs => step), to_timestamp(ts / 1000), 'epoch') AS bucket
      FROM unnest($1::int[], $2::float8[]) AS replaced(series_id, ts) CROSS JOIN unnest($3::int[]) AS steps(step)
    ) AS touched CROSS JOIN LATERAL (
      SELECT ${ofPoints}
      FROM points WHERE points.series_id = touched.series_id AND ts >= bucket AND ts < bucket + make_interval(secs => step)
    ) AS found
    WHERE found.count > 0 ORDER BY series_id, step, bucket
    ON CONFLICT (series_id, step_seconds, bucket) DO UPDATE SET
      count = excluded.count, late_count = excluded.late_count, sum = excluded.sum, min = excluded.min, max = excluded.max,
      last = excluded.last, last_ts = excluded.last_ts
    WHERE excluded.count >= held.count`,
    [points.map((point) => point.seriesId), points.map((point) => point.tsMs), [...rollupSteps]],
  );
}

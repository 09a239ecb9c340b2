import type { Database } from '../client';
import type { SqlRunner } from '../sql-runner';

/** Rows that one statement deletes at most, and chunks of readings; each is a transaction of its own. */
const maxRows = 5000;
const maxChunks = 20;
const maxSeries = 200;

/**
 * Series whose oldest point has been here since before `cutoff`, and is from a day before it, since whole
 * days go.
 */
export async function seriesWithOldPoints(db: Database, cutoff: Date): Promise<number[]> {
  const rows = await db.$queryRaw<{ id: number }[]>`
    SELECT series.id FROM series CROSS JOIN LATERAL (
      SELECT ts, received_at FROM points WHERE series_id = series.id ORDER BY ts LIMIT 1
    ) AS oldest WHERE oldest.ts < date_bin('1 day', ${cutoff}::timestamptz, 'epoch') AND oldest.received_at < ${cutoff} ORDER BY series.id`;
  return rows.map((row) => row.id);
}

export async function runsWithOldReadings(db: Database, cutoff: Date): Promise<number[]> {
  const rows = await db.$queryRaw<{ id: number }[]>`
    SELECT run.id FROM detector_runs AS run CROSS JOIN LATERAL (
      SELECT last_ts FROM reading_chunks WHERE run_id = run.id ORDER BY last_ts LIMIT 1
    ) AS oldest WHERE oldest.last_ts < ${cutoff} ORDER BY run.id`;
  return rows.map((row) => row.id);
}

export async function seriesWithOldRollups(db: Database, stepSeconds: number, cutoff: Date) {
  const rows = await db.$queryRaw<{ id: number }[]>`
    SELECT series.id FROM series CROSS JOIN LATERAL (
      SELECT bucket FROM rollups WHERE series_id = series.id AND step_seconds = ${stepSeconds} ORDER BY bucket LIMIT 1
    ) AS oldest WHERE oldest.bucket < ${cutoff} ORDER BY series.id`;
  return rows.map((row) => row.id);
}

/**
 * From when on a series is kept because of its incidents that are open or a reason of an open job: the frozen
 * reference window, and before the change what the chart of the evidence shows. `infinity` without any.
 */
const keptForIncidents = `coalesce((
  SELECT min(least(
    (incident.evidence #>> '{windows,reference,from}')::timestamptz,
    least(onset_ts, opened_ts) - 2 * (opened_ts - least(onset_ts, opened_ts)),
    least(onset_ts, opened_ts) - (opened_ts - coalesce((incident.evidence #>> '{values,0,ts}')::timestamptz, opened_ts))
  )) FROM incidents AS incident WHERE incident.series_id = kept.series_id AND (
    incident.state <> 'resolved' OR EXISTS (
      SELECT FROM job_reasons JOIN retrain_jobs ON retrain_jobs.id = job_id
      WHERE incident_id = incident.id AND closed_at IS NULL
    )
  )
), 'infinity'::timestamptz)`;

/**
 * Runs that live states are rebuilt for, from the points after `checkpoint_ts`; those that will be primed
 * anew need none.
 */
const runsToRebuild = (seriesId: string) => `
  detector_runs AS run JOIN detectors ON detectors.id = detector_id AND detectors.enabled AND run.revision = detectors.revision
    JOIN series ON series.id = run.series_id AND series.last_ts > coalesce(run.checkpoint_ts, '-infinity')
  WHERE run.series_id = ${seriesId}`;

const keptForStates = `coalesce((
  SELECT min(coalesce(checkpoint_ts, '-infinity'::timestamptz)) FROM ${runsToRebuild('kept.series_id')}
), 'infinity'::timestamptz)`;

/** Runs of a series whose states need points from before a time. */
export function runsThatNeed(sql: SqlRunner, seriesId: number, before: Date): Promise<{ id: number }[]> {
  return sql(
    `SELECT run.id FROM ${runsToRebuild('$1::int')} AND coalesce(checkpoint_ts, '-infinity') < $2::timestamptz ORDER BY run.id`,
    [seriesId, before],
  );
}

/** Says of runs that they are to be primed anew, as those of an older revision are. */
export async function outdate(sql: SqlRunner, ids: number[]): Promise<void> {
  if (ids.length > 0) await sql('UPDATE detector_runs SET revision = 0 WHERE id = ANY($1::int[])', [ids]);
}

/**
 * Locks a series whose tail may begin before `cutoff`, and answers where it does, in epoch milliseconds or
 * null; undefined when there is nothing there that is not rolled up.
 */
export async function lockOldTail(sql: SqlRunner, seriesId: number, cutoff: Date) {
  const [row] = await sql<{ rolled_up_to: Date | null }>(
    `SELECT rolled_up_to FROM series WHERE id = $1::int AND last_ts > coalesce(rolled_up_to, '-infinity')
       AND coalesce(rolled_up_to, '-infinity') < $2::timestamptz FOR NO KEY UPDATE`,
    [seriesId, cutoff],
  );
  return row && (row.rolled_up_to?.getTime() ?? null);
}

/** Says that all points of a locked series are rolled up. */
export function moveTailToEnd(sql: SqlRunner, seriesId: number) {
  return sql('UPDATE series SET rolled_up_to = last_ts, version = version + 1 WHERE id = $1::int', [
    seriesId,
  ]);
}

/**
 * Deletes the oldest points of a series, in whole UTC days, so that a rollup has either all of its points or
 * none. Stops at what is newer, was received later, or is still needed. What goes must be rolled up. The row
 * of the series is locked against whoever makes its rollups anew, not against flushes. Answers how many it
 * deleted.
 */
export function deleteOldPoints(db: Database, seriesId: number, cutoff: Date): Promise<number> {
  return db.$executeRawUnsafe(
    `WITH limits AS (
      SELECT date_bin('1 day', least($2::timestamptz, ${keptForIncidents}, ${keptForStates}), 'epoch') AS until
      FROM (SELECT id AS series_id FROM series WHERE id = $1::int FOR KEY SHARE) AS kept
    ), chunk AS (
      SELECT ts, received_at FROM points, limits WHERE series_id = $1 AND ts < until ORDER BY ts LIMIT ${maxRows}
    ), blocked AS (
      SELECT date_bin('1 day', min(ts), 'epoch') AS day FROM chunk WHERE received_at >= $2::timestamptz
    )
    DELETE FROM points WHERE series_id = $1 AND ts <= (SELECT max(ts) FROM chunk)
      AND ts < coalesce((SELECT day FROM blocked), 'infinity'::timestamptz)`,
    seriesId,
    cutoff,
  );
}

/**
 * The same for the readings of a run, in whole chunks; they arrived with their points. Answers how many
 * chunks it deleted.
 */
export function deleteOldReadings(db: Database, runId: number, cutoff: Date): Promise<number> {
  return db.$executeRawUnsafe(
    `WITH kept AS (SELECT series_id FROM detector_runs WHERE id = $1::int), limits AS (
      SELECT series_id, least($2::timestamptz, ${keptForIncidents}) AS until FROM kept
    ), oldest AS (
      SELECT first_ts, last_ts, series_id FROM limits JOIN reading_chunks ON run_id = $1::int AND last_ts < until
      ORDER BY last_ts LIMIT ${maxChunks}
    ), blocked AS (
      SELECT min(last_ts) AS last_ts FROM oldest WHERE EXISTS (
        SELECT FROM points WHERE points.series_id = oldest.series_id AND ts BETWEEN first_ts AND last_ts
          AND received_at >= $2::timestamptz
      )
    )
    DELETE FROM reading_chunks WHERE run_id = $1::int AND last_ts <= (SELECT max(last_ts) FROM oldest)
      AND last_ts < coalesce((SELECT last_ts FROM blocked), 'infinity'::timestamptz)`,
    runId,
    cutoff,
  );
}

/** The same for rollups of a step; those whose points are still there stay with them. */
export function deleteOldRollups(db: Database, seriesId: number, stepSeconds: number, cutoff: Date) {
  return db.$executeRaw`
    WITH limits AS (
      SELECT least(${cutoff}, date_bin('1 day', (SELECT min(ts) FROM points WHERE series_id = ${seriesId}), 'epoch')) AS until
    )
    DELETE FROM rollups WHERE series_id = ${seriesId} AND step_seconds = ${stepSeconds} AND bucket <= (
      SELECT max(bucket) FROM (
        SELECT bucket FROM rollups, limits WHERE series_id = ${seriesId} AND step_seconds = ${stepSeconds} AND bucket < until
        ORDER BY bucket LIMIT ${maxRows}
      ) AS chunk
    )`;
}

/**
 * Some series that are over, by id: their newest point is from before `cutoff`, none is stored any more, and
 * no incident is open or shown by an open job. Those of `among`, if it is given.
 */
export async function seriesThatEnded(sql: SqlRunner, cutoff: Date, among: number[] | null) {
  return sql<{ id: number; modelId: string; metric: string; labels: string }>(
    `SELECT id, model_id AS "modelId", metric, labels_key AS labels FROM series
     WHERE coalesce(last_ts, created_at) < $1::timestamptz AND created_at < $1::timestamptz
       AND ($2::int[] IS NULL OR id = ANY($2::int[]))
       AND NOT EXISTS (SELECT FROM points WHERE series_id = series.id)
       AND NOT EXISTS (SELECT FROM incidents WHERE series_id = series.id AND (state <> 'resolved' OR EXISTS (
         SELECT FROM job_reasons JOIN retrain_jobs ON retrain_jobs.id = job_id
         WHERE incident_id = incidents.id AND closed_at IS NULL
       )))
     ORDER BY id LIMIT ${maxSeries}`,
    [cutoff, among],
  );
}

/**
 * Locks those of some models that nobody uses, by id, and answers which. One that a post is making a series
 * of is skipped: that post may go on to wait for the queue. Before the lock of the queue.
 */
export async function lockIdleModels(sql: SqlRunner, ids: string[]): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    'SELECT id FROM models WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE SKIP LOCKED',
    [ids],
  );
  return rows.map(({ id }) => id);
}

/** Deletes those of some locked models that have neither series nor jobs any more; answers which. */
export async function deleteBareModels(sql: SqlRunner, ids: string[]): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `DELETE FROM models WHERE id = ANY($1::text[]) AND NOT EXISTS (SELECT FROM series WHERE model_id = models.id)
       AND NOT EXISTS (SELECT FROM retrain_jobs WHERE model_id = models.id) RETURNING id`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

export function deleteOldIdempotencyKeys(db: Database, before: Date): Promise<number> {
  return db.$executeRaw`
    DELETE FROM idempotency_keys WHERE key IN (
      SELECT key FROM idempotency_keys WHERE created_at < ${before} ORDER BY created_at LIMIT ${maxRows}
    )`;
}

import type { SqlRunner } from '../sql-runner';
import { mostlyLate } from './lateness';
import { rollUpTails } from './rollups';

/** Points that one transaction deletes at most. */
export const partPoints = 5000;
/**
 * So many of the newest points no longer count as late once what came before them is gone: those that a run
 * is primed on.
 */
const maxUnlate = 10_000;

/** A range of points of a series, both ends included, as far as they were received until somebody asked. */
export interface PointDeletionRow {
  id: number;
  seriesId: number;
  fromTs: Date;
  toTs: Date;
  receivedUntil: Date;
}

/** Notes that points are to go, so that it happens even if this process ends. */
export async function insertPointDeletion(
  sql: SqlRunner,
  { seriesId, fromTs, toTs, receivedUntil }: Omit<PointDeletionRow, 'id'>,
): Promise<number> {
  const [row] = await sql<{ id: number }>(
    `INSERT INTO point_deletions (series_id, from_ts, to_ts, received_until)
     VALUES ($1::int, $2::timestamptz, $3::timestamptz, $4::timestamptz) RETURNING id`,
    [seriesId, fromTs, toTs, receivedUntil],
  );
  if (!row) throw new Error('the deletion was not stored');
  return row.id;
}

/**
 * Says which deletions of points there have been: another text once points of the series have been deleted.
 * Read under the lock of the series, which a deletion holds when it begins.
 */
export async function deletionMark(sql: SqlRunner, seriesId: number): Promise<string> {
  const [row] = await sql<{ mark: string }>(
    `SELECT concat_ws(' ', last_value, is_called, (SELECT count(*) FROM point_deletions WHERE series_id = $1::int)) AS mark
     FROM point_deletions_id_seq`,
    [seriesId],
  );
  return row?.mark ?? '';
}

export async function endPointDeletion(sql: SqlRunner, id: number): Promise<void> {
  await sql('DELETE FROM point_deletions WHERE id = $1::int', [id]);
}

/**
 * Locks a series against everybody and rolls up its tail, so that all of its points are in rollups; false if
 * it is gone.
 */
export async function lockRolledUp(sql: SqlRunner, seriesId: number): Promise<boolean> {
  const [series] = await sql<{ lastTs: Date | null; rolledUpTo: Date | null }>(
    'SELECT last_ts AS "lastTs", rolled_up_to AS "rolledUpTo" FROM series WHERE id = $1::int FOR UPDATE',
    [seriesId],
  );
  if (!series) return false;
  const { lastTs, rolledUpTo } = series;
  if (lastTs !== null && (rolledUpTo === null || rolledUpTo < lastTs)) {
    await rollUpTails(sql, [{ seriesId, afterMs: rolledUpTo?.getTime() ?? null }]);
    await sql('UPDATE series SET rolled_up_to = last_ts WHERE id = $1::int', [seriesId]);
  }
  return true;
}

/** The oldest points of a range: its ends, and how many they are; none is null. */
export interface PointPart {
  first: Date;
  last: Date;
}

export async function oldestPart(
  sql: SqlRunner,
  { seriesId, fromTs, toTs, receivedUntil }: PointDeletionRow,
): Promise<PointPart | null> {
  const [part] = await sql<{ first: Date | null; last: Date | null }>(
    `SELECT min(ts) AS first, max(ts) AS last FROM (
       SELECT ts FROM points WHERE series_id = $1::int AND ts BETWEEN $2::timestamptz AND $3::timestamptz
         AND received_at <= $4::timestamptz ORDER BY ts LIMIT ${partPoints}
     ) AS part`,
    [seriesId, fromTs, toTs, receivedUntil],
  );
  return part?.first && part.last ? { first: part.first, last: part.last } : null;
}

/** Deletes the points of a part; says how many went, and how many of them were late. */
export async function deletePart(
  sql: SqlRunner,
  { seriesId, receivedUntil }: PointDeletionRow,
  { first, last }: PointPart,
): Promise<{ count: number; late: number }> {
  const [gone] = await sql<{ count: number; late: number }>(
    `WITH gone AS (
       DELETE FROM points WHERE series_id = $1::int AND ts BETWEEN $2::timestamptz AND $3::timestamptz
         AND received_at <= $4::timestamptz RETURNING late
     ) SELECT count(*)::int AS count, count(*) FILTER (WHERE late)::int AS late FROM gone`,
    [seriesId, first, last, receivedUntil],
  );
  return gone ?? { count: 0, late: 0 };
}

/** Deletes rollups inside a range that have no points any more: what retention has left of older ones. */
export async function deleteBareRollups(
  sql: SqlRunner,
  { seriesId, fromTs, toTs }: PointDeletionRow,
): Promise<void> {
  await sql(
    `DELETE FROM rollups AS held WHERE series_id = $1::int AND bucket >= $2::timestamptz
       AND bucket + make_interval(secs => step_seconds) <= $3::timestamptz + interval '1 millisecond'
       AND NOT EXISTS (
         SELECT FROM points WHERE points.series_id = $1::int AND ts >= bucket
           AND ts < bucket + make_interval(secs => step_seconds)
       )`,
    [seriesId, fromTs, toTs],
  );
}

/**
 * Moves the counters and ends of a locked series to what is left, all of which is in rollups. Where no points
 * are left the rollups say how far the series went.
 */
export async function shrinkSeries(
  sql: SqlRunner,
  { seriesId, fromTs, toTs }: PointDeletionRow,
  gone: { count: number; late: number },
): Promise<void> {
  await sql(
    `WITH oldest AS (
       SELECT coalesce(
         (SELECT min(bucket) FROM rollups WHERE series_id = $1::int
            AND bucket < date_bin('1 day', coalesce((SELECT min(ts) FROM points WHERE series_id = $1::int), 'infinity'), 'epoch')),
         (SELECT min(ts) FROM points WHERE series_id = $1::int)
       ) AS ts
     ), newest AS (
       (SELECT ts, value FROM points WHERE series_id = $1::int ORDER BY ts DESC LIMIT 1)
       UNION ALL
       (SELECT last_ts, last FROM rollups WHERE series_id = $1::int AND NOT EXISTS (SELECT FROM points WHERE series_id = $1::int)
        ORDER BY last_ts DESC LIMIT 1)
     )
     UPDATE series SET
       point_count = greatest(0, point_count - $4::int), late_count = greatest(0, late_count - $5::int),
       first_ts = CASE WHEN first_ts BETWEEN $2::timestamptz AND $3::timestamptz THEN (SELECT ts FROM oldest) ELSE first_ts END,
       last_ts = (SELECT ts FROM newest), last_value = (SELECT value FROM newest), rolled_up_to = (SELECT ts FROM newest),
       mostly_late = ${mostlyLate('series.id')}, version = version + 1
     WHERE id = $1::int`,
    [seriesId, fromTs, toTs, gone.count, gone.late],
  );
}

/**
 * Says of the runs of a locked series that they are to be primed anew, as those of an older revision are.
 * What they adopted as their reference begins at the newest point at the latest.
 */
export async function outdateRuns(sql: SqlRunner, seriesId: number): Promise<void> {
  await sql(
    `UPDATE detector_runs AS run SET revision = 0,
       adopted_from = CASE WHEN adopted_from > series.last_ts THEN series.last_ts + interval '1 millisecond' ELSE adopted_from END
     FROM series WHERE series.id = $1::int AND run.series_id = series.id`,
    [seriesId],
  );
}

/**
 * Points that came late only because of newer ones, which are gone, are late no longer: the runs are primed
 * on them. Answers the part of the series that they are in.
 */
export async function acceptLate(sql: SqlRunner, seriesId: number): Promise<PointPart | null> {
  const [part] = await sql<{ first: Date | null; last: Date | null; count: number }>(
    `WITH evaluated AS (
       SELECT coalesce((SELECT ts FROM points WHERE series_id = $1::int AND NOT late ORDER BY ts DESC LIMIT 1), '-infinity') AS ts
     ), newest AS (
       SELECT ts FROM points WHERE series_id = $1::int ORDER BY ts DESC LIMIT ${maxUnlate}
     ), accepted AS (
       UPDATE points SET late = false FROM newest, evaluated
       WHERE series_id = $1::int AND points.ts = newest.ts AND late AND newest.ts > evaluated.ts RETURNING points.ts
     )
     SELECT min(ts) AS first, max(ts) AS last, count(*)::int AS count FROM accepted`,
    [seriesId],
  );
  if (!part?.first || !part.last) return null;
  await sql('UPDATE series SET late_count = greatest(0, late_count - $2::int) WHERE id = $1::int', [
    seriesId,
    part.count,
  ]);
  return { first: part.first, last: part.last };
}

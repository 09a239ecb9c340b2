import type { Level } from '../../detectors/types';
import { int4Array, timestamptzArray } from '../binary-arrays';
import type { SqlRunner } from '../sql-runner';
import { rowColumns } from './columns';

export type LevelName = Level;

/** A run as it is stored: its state at a checkpoint, as text, and whether an episode of it lasts. */
export interface StoredRun {
  id: number;
  detectorId: string;
  seriesId: number;
  revision: number;
  state: string;
  /** Event time of the last point inside `state`. */
  checkpointTs: Date | null;
  hasOpenIncident: boolean;
}

/** The runs on locked series; whoever writes a run holds the lock of its series, or that of all detectors. */
export function storedRuns(sql: SqlRunner, seriesIds: number[]): Promise<StoredRun[]> {
  return sql<StoredRun>(
    `SELECT run.id, run.detector_id::text AS "detectorId", run.series_id AS "seriesId", run.revision,
       run.state::text AS state, run.checkpoint_ts AS "checkpointTs", EXISTS (
         SELECT FROM incidents WHERE incidents.detector_id = run.detector_id
           AND incidents.series_id = run.series_id AND incidents.state <> 'resolved'
       ) AS "hasOpenIncident"
     FROM detector_runs AS run WHERE run.series_id = ANY($1::int[]) ORDER BY run.id`,
    [int4Array(seriesIds)],
  );
}

/**
 * A run that has not stored all that it has said; `lastTs` is the time of the newest point that it has seen.
 */
export interface RunBehind {
  id: number;
  seriesId: number;
  lastTs: Date;
}

/**
 * Runs of a detector as it is now, if it is enabled, whose series have had points since their checkpoints; at
 * most `limit` of them, by id.
 */
export function runsBehind(sql: SqlRunner, detectorId: string, limit: number | null): Promise<RunBehind[]> {
  return sql(
    `SELECT run.id, run.series_id AS "seriesId", series.last_ts AS "lastTs" FROM detector_runs AS run JOIN series ON series.id = run.series_id
       JOIN detectors ON detectors.id = run.detector_id AND detectors.enabled
       AND detectors.revision = run.revision
     WHERE run.detector_id = $1::uuid AND series.last_ts > coalesce(run.checkpoint_ts, '-infinity') ORDER BY run.id LIMIT $2::int`,
    [detectorId, limit],
  );
}

/** The revisions of the runs of some detectors on a series, by detector. */
export async function runRevisions(
  sql: SqlRunner,
  seriesId: number,
  detectorIds: string[],
): Promise<Map<string, number>> {
  const rows = await sql<{ detectorId: string; revision: number }>(
    `SELECT detector_id::text AS "detectorId", revision FROM detector_runs
     WHERE series_id = $1::int AND detector_id = ANY($2::uuid[])`,
    [seriesId, detectorIds],
  );
  return new Map(rows.map(({ detectorId, revision }) => [detectorId, revision]));
}

/** The row of a run as it is written. */
export interface RunRow {
  id: number;
  detectorId: string;
  seriesId: number;
  revision: number;
  level: LevelName;
  /** JSON text of the state, and the event time of the last point inside it. */
  state: string;
  stateMs: number | null;
}

/** What the row of a run takes in; without a state the stored one, an earlier checkpoint, stays. */
export type RunChange = Pick<RunRow, 'id' | 'level'> &
  (Pick<RunRow, 'state' | 'stateMs'> | { state: null; stateMs: null });

const changed = rowColumns<RunChange>({
  id: ['int4', (run) => run.id],
  level: ['text', (run) => run.level],
  state: ['text', (run) => run.state],
  checkpoint_ts: ['timestamptz', (run) => run.stateMs],
});

export async function updateRuns(sql: SqlRunner, runs: RunChange[]) {
  await sql(
    `UPDATE detector_runs AS run SET level = next.level::level, state = coalesce(next.state::json, run.state),
       checkpoint_ts = CASE WHEN next.state IS NULL THEN run.checkpoint_ts ELSE next.checkpoint_ts END
     FROM ${changed.as('next')} WHERE run.id = next.id`,
    changed.values(runs),
  );
}

/** Since when the points are the reference of a run. */
export interface AdoptedRun {
  id: number;
  fromMs: number;
}

/** Keeps since when the points are the reference of runs, for when they are primed anew. */
export async function keepAdopted(sql: SqlRunner, runs: AdoptedRun[]) {
  if (runs.length === 0) return;
  await sql(
    `UPDATE detector_runs AS run SET adopted_from = next.adopted_from
     FROM unnest($1::int[], $2::timestamptz[]) AS next(id, adopted_from) WHERE run.id = next.id`,
    [int4Array(runs.map(({ id }) => id)), timestamptzArray(runs.map(({ fromMs }) => fromMs))],
  );
}

/** The runs on series that have adopted a reference. */
export function adoptedRuns(sql: SqlRunner, seriesIds: number[]) {
  return sql<{ detectorId: string; seriesId: number; adoptedFrom: Date }>(
    `SELECT detector_id::text AS "detectorId", series_id AS "seriesId", adopted_from AS "adoptedFrom"
     FROM detector_runs WHERE series_id = ANY($1::int[]) AND adopted_from IS NOT NULL`,
    [int4Array(seriesIds)],
  );
}

const begun = rowColumns<Omit<RunRow, 'id'>>({
  detector_id: ['uuid', (run) => run.detectorId],
  series_id: ['int4', (run) => run.seriesId],
  revision: ['int4', (run) => run.revision],
  state: ['text', (run) => run.state, 'json'],
  level: ['text', (run) => run.level, 'level'],
  checkpoint_ts: ['timestamptz', (run) => run.stateMs],
});

/**
 * Makes the runs of detectors on series, or starts them anew at another revision, without their old readings.
 * Answers their ids, in order.
 */
export async function resetRuns(sql: SqlRunner, runs: Omit<RunRow, 'id'>[]): Promise<number[]> {
  const detectorIds = runs.map((one) => one.detectorId);
  const seriesIds = int4Array(runs.map((one) => one.seriesId));
  const [, rows] = await Promise.all([
    sql(
      `DELETE FROM reading_chunks USING detector_runs AS run, unnest($1::uuid[], $2::int[]) AS anew(detector_id, series_id)
       WHERE reading_chunks.run_id = run.id AND run.detector_id = anew.detector_id AND run.series_id = anew.series_id`,
      [detectorIds, seriesIds],
    ),
    sql<{ id: number; detectorId: string; seriesId: number }>(
      `INSERT INTO detector_runs (${begun.names}) SELECT ${begun.selected} FROM ${begun.as('anew')}
       ON CONFLICT (detector_id, series_id) DO UPDATE SET revision = excluded.revision, state = excluded.state,
         level = excluded.level, checkpoint_ts = excluded.checkpoint_ts
       RETURNING id, detector_id::text AS "detectorId", series_id AS "seriesId"`,
      begun.values(runs),
    ),
  ]);
  const ids = new Map(rows.map((row) => [`${row.detectorId} ${row.seriesId}`, row.id]));
  return runs.map(({ detectorId, seriesId }) => {
    const id = ids.get(`${detectorId} ${seriesId}`);
    if (id === undefined) throw new Error(`detector ${detectorId} got no run on series ${seriesId}`);
    return id;
  });
}

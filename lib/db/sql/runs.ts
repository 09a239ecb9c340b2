import { boolArray, float8Array, int4Array, timestamptzArray } from '../binary-arrays';
import type { SqlRunner } from '../sql-runner';

export type LevelName = 'insufficient_data' | 'stable' | 'warning' | 'drift';

/** What a run is after some points. */
export interface RunColumns {
  /** JSON text of the state; null leaves the stored one, an earlier checkpoint, as it is. */
  state: string | null;
  /** Event time of the last point inside `state`. */
  stateMs: number | null;
  /** JSON text. */
  windows: string;
  level: LevelName;
  statistic: number | null;
  threshold: number | null;
  /** Event time of the last point evaluated; null before the first. */
  lastMs: number | null;
}

/** A run without its state: enough to know whether a state in memory is the present one. */
export interface RunKey {
  id: number;
  detectorId: string;
  seriesId: number;
  revision: number;
  /** Moves with every write. */
  version: number;
}

/** The runs on locked series, locked in id order. */
export function lockRuns(run: SqlRunner, seriesIds: number[]): Promise<RunKey[]> {
  return run<RunKey>(
    `SELECT id, detector_id::text AS "detectorId", series_id AS "seriesId", revision, version
     FROM detector_runs WHERE series_id = ANY($1::int[]) ORDER BY id FOR NO KEY UPDATE`,
    [int4Array(seriesIds)],
  );
}

export interface StoredState {
  id: number;
  state: string;
  stateTs: Date | null;
  hasOpenIncident: boolean;
}

/** The stored states of runs, as text, and whether an episode of theirs lasts. */
export function storedStates(run: SqlRunner, runIds: number[]): Promise<StoredState[]> {
  return run<StoredState>(
    `SELECT run.id, run.state::text AS state, run.state_ts AS "stateTs", EXISTS (
       SELECT FROM incidents WHERE incidents.detector_id = run.detector_id
         AND incidents.series_id = run.series_id AND incidents.state <> 'resolved'
     ) AS "hasOpenIncident"
     FROM detector_runs AS run WHERE run.id = ANY($1::int[])`,
    [int4Array(runIds)],
  );
}

/** A run after a flush; statistic and threshold stay as they are where no point was judged. */
export interface RunChange extends RunColumns {
  id: number;
  judged: boolean;
}

/** Writes runs after evaluation; each one's version moves by one. */
export async function updateRuns(run: SqlRunner, runs: RunChange[]) {
  await run(
    `UPDATE detector_runs AS run SET
       state = coalesce(next.state::json, run.state),
       state_ts = CASE WHEN next.state IS NULL THEN run.state_ts ELSE next.state_ts END,
       windows = next.windows::jsonb, level = next.level::level,
       statistic = CASE WHEN next.judged THEN next.statistic ELSE run.statistic END,
       threshold = CASE WHEN next.judged THEN next.threshold ELSE run.threshold END,
       last_ts = next.last_ts, version = run.version + 1
     FROM unnest($1::int[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::float8[], $7::float8[],
       $8::timestamptz[], $9::bool[])
       AS next(id, state, state_ts, windows, level, statistic, threshold, last_ts, judged)
     WHERE run.id = next.id`,
    [
      int4Array(runs.map((one) => one.id)),
      runs.map((one) => one.state),
      timestamptzArray(runs.map((one) => one.stateMs)),
      runs.map((one) => one.windows),
      runs.map((one) => one.level),
      float8Array(runs.map((one) => one.statistic)),
      float8Array(runs.map((one) => one.threshold)),
      timestamptzArray(runs.map((one) => one.lastMs)),
      boolArray(runs.map((one) => one.judged)),
    ],
  );
}

/** Readings by column; all of the same length. */
export interface ReadingColumns {
  runIds: number[];
  tsMs: number[];
  statistics: (number | null)[];
  thresholds: (number | null)[];
  levels: LevelName[];
}

export function noReadings(): ReadingColumns {
  return { runIds: [], tsMs: [], statistics: [], thresholds: [], levels: [] };
}

/** In the order of the enum in the database. */
const levelNumbers: Record<LevelName, number> = { insufficient_data: 1, stable: 2, warning: 3, drift: 4 };

export async function insertReadings(run: SqlRunner, readings: ReadingColumns) {
  if (readings.runIds.length === 0) return;
  await run(
    `INSERT INTO readings (run_id, ts, statistic, threshold, level)
     SELECT run_id, ts, statistic, threshold, (enum_range(NULL::level))[level]
     FROM unnest($1::int[], $2::timestamptz[], $3::float8[], $4::float8[], $5::int[])
       AS incoming(run_id, ts, statistic, threshold, level)`,
    [
      int4Array(readings.runIds),
      timestamptzArray(readings.tsMs),
      float8Array(readings.statistics),
      float8Array(readings.thresholds),
      int4Array(readings.levels.map((level) => levelNumbers[level])),
    ],
  );
}

/** Makes the run of a detector on a series, or starts it anew at another revision, without its old readings. */
export async function resetRun(
  run: SqlRunner,
  columns: RunColumns & { detectorId: string; seriesId: number; revision: number },
): Promise<Pick<RunKey, 'id' | 'version'>> {
  const { detectorId, seriesId, revision } = columns;
  await run(
    `DELETE FROM readings USING detector_runs AS run
     WHERE readings.run_id = run.id AND run.detector_id = $1::uuid AND run.series_id = $2`,
    [detectorId, seriesId],
  );
  const [row] = await run<Pick<RunKey, 'id' | 'version'>>(
    `INSERT INTO detector_runs AS run
       (detector_id, series_id, revision, state, windows, level, statistic, threshold, last_ts, state_ts)
     VALUES ($1::uuid, $2, $3, $4::json, $5::jsonb, $6::level, $7, $8,
       to_timestamp($9::float8 / 1000), to_timestamp($10::float8 / 1000))
     ON CONFLICT (detector_id, series_id) DO UPDATE SET revision = excluded.revision, state = excluded.state,
       windows = excluded.windows, level = excluded.level, statistic = excluded.statistic,
       threshold = excluded.threshold, last_ts = excluded.last_ts, state_ts = excluded.state_ts,
       version = run.version + 1
     RETURNING id, version`,
    [
      detectorId,
      seriesId,
      revision,
      columns.state,
      columns.windows,
      columns.level,
      columns.statistic,
      columns.threshold,
      columns.lastMs,
      columns.stateMs,
    ],
  );
  if (!row) throw new Error(`detector ${detectorId} got no run on series ${seriesId}`);
  return row;
}

/** Deletes runs with their readings. */
export async function deleteRuns(run: SqlRunner, ids: number[]) {
  await run('DELETE FROM readings WHERE run_id = ANY($1::int[])', [ids]);
  await run('DELETE FROM detector_runs WHERE id = ANY($1::int[])', [ids]);
}

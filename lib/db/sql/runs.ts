import type { Transaction } from '../client';

export type LevelName = 'insufficient_data' | 'stable' | 'warning' | 'drift';

/** What a run is after some points; `state` and `windows` are JSON text. */
export interface RunColumns {
  state: string;
  windows: string;
  level: LevelName;
  statistic: number | null;
  threshold: number | null;
  /** Event time of the last point evaluated; null before the first. */
  lastMs: number | null;
}

export interface RunRow {
  id: number;
  detectorId: string;
  seriesId: number;
  revision: number;
  state: string;
  hasOpenIncident: boolean;
}

/** The runs on locked series, locked in id order, with their state as text. */
export function lockRuns(tx: Transaction, seriesIds: number[]): Promise<RunRow[]> {
  return tx.$queryRaw<RunRow[]>`
    SELECT run.id, run.detector_id::text AS "detectorId", run.series_id AS "seriesId", run.revision,
      run.state::text AS state, EXISTS (
        SELECT FROM incidents WHERE incidents.detector_id = run.detector_id
          AND incidents.series_id = run.series_id AND incidents.state <> 'resolved'
      ) AS "hasOpenIncident"
    FROM detector_runs AS run WHERE run.series_id = ANY(${seriesIds}::int[]) ORDER BY run.id FOR NO KEY UPDATE OF run`;
}

/** Writes runs after evaluation; each one's version moves. */
export async function updateRuns(tx: Transaction, runs: (RunColumns & { id: number })[]) {
  await tx.$executeRaw`
    UPDATE detector_runs AS run SET state = next.state::json, windows = next.windows::jsonb,
      level = next.level::level, statistic = next.statistic, threshold = next.threshold,
      last_ts = to_timestamp(next.last_ms / 1000), state_ts = to_timestamp(next.last_ms / 1000), version = run.version + 1
    FROM unnest(
      ${runs.map((run) => run.id)}::int[], ${runs.map((run) => run.state)}::text[],
      ${runs.map((run) => run.windows)}::text[], ${runs.map((run) => run.level)}::text[],
      ${runs.map((run) => run.statistic)}::float8[], ${runs.map((run) => run.threshold)}::float8[],
      ${runs.map((run) => run.lastMs)}::float8[]
    ) AS next(id, state, windows, level, statistic, threshold, last_ms) WHERE run.id = next.id`;
}

export interface ReadingColumns {
  runId: number;
  tsMs: number;
  statistic: number | null;
  threshold: number | null;
  level: LevelName;
}

export async function insertReadings(tx: Transaction, readings: ReadingColumns[]) {
  await tx.$executeRaw`
    INSERT INTO readings (run_id, ts, statistic, threshold, level)
    SELECT run_id, to_timestamp(ts / 1000), statistic, threshold, level::level FROM unnest(
      ${readings.map((reading) => reading.runId)}::int[], ${readings.map((reading) => reading.tsMs)}::float8[],
      ${readings.map((reading) => reading.statistic)}::float8[],
      ${readings.map((reading) => reading.threshold)}::float8[], ${readings.map((reading) => reading.level)}::text[]
    ) AS incoming(run_id, ts, statistic, threshold, level)`;
}

/** Deletes runs with their readings, which no foreign key does. */
export async function deleteRuns(tx: Transaction, ids: number[]) {
  await tx.$executeRaw`DELETE FROM readings WHERE run_id = ANY(${ids}::int[])`;
  await tx.$executeRaw`DELETE FROM detector_runs WHERE id = ANY(${ids}::int[])`;
}

/** Makes the run of a detector on a series, or starts it anew at another revision, without its old readings. */
export async function resetRun(
  tx: Transaction,
  run: RunColumns & { detectorId: string; seriesId: number; revision: number },
): Promise<number> {
  const { detectorId, seriesId, revision } = run;
  await tx.$executeRaw`
    DELETE FROM readings USING detector_runs AS run WHERE readings.run_id = run.id
      AND run.detector_id = ${detectorId}::uuid AND run.series_id = ${seriesId}`;
  const [row] = await tx.$queryRaw<{ id: number }[]>`
    INSERT INTO detector_runs AS run
      (detector_id, series_id, revision, state, windows, level, statistic, threshold, last_ts, state_ts)
    VALUES (${detectorId}::uuid, ${seriesId}, ${revision}, ${run.state}::json, ${run.windows}::jsonb,
      ${run.level}::level, ${run.statistic}, ${run.threshold}, to_timestamp(${run.lastMs}::float8 / 1000),
      to_timestamp(${run.lastMs}::float8 / 1000))
    ON CONFLICT (detector_id, series_id) DO UPDATE SET revision = excluded.revision, state = excluded.state,
      windows = excluded.windows, level = excluded.level, statistic = excluded.statistic,
      threshold = excluded.threshold, last_ts = excluded.last_ts, state_ts = excluded.state_ts,
      version = run.version + 1
    RETURNING id`;
  if (!row) throw new Error(`detector ${detectorId} got no run on series ${seriesId}`);
  return row.id;
}

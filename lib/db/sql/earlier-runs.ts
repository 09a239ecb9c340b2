import { int4Array } from '../binary-arrays';
import type { SqlRunner } from '../sql-runner';

/** A detector whose last change has not yet ended what it left behind. */
export interface UnfinishedChange {
  enabled: boolean;
  modelPattern: string;
  metricPattern: string;
}

/** Returns the ids of detectors with an unfinished change, the one changed first in front. */
export async function unfinishedChanges(sql: SqlRunner): Promise<{ id: string; revision: number }[]> {
  return sql<{ id: string; revision: number }>(
    `SELECT id::text AS id, unfinished_revision AS revision FROM detectors
     WHERE unfinished_revision IS NOT NULL AND deleted_at IS NULL ORDER BY updated_at, id`,
    [],
  );
}

/** Returns a detector if this is its revision; under the lock of the detectors it stays so. */
export async function detectorOfRevision(
  sql: SqlRunner,
  id: string,
  revision: number,
): Promise<UnfinishedChange | undefined> {
  const [row] = await sql<UnfinishedChange>(
    `SELECT enabled, model_pattern AS "modelPattern", metric_pattern AS "metricPattern" FROM detectors
     WHERE id = $1::uuid AND revision = $2::int AND deleted_at IS NULL`,
    [id, revision],
  );
  return row;
}

/** An incident is not of the present revision if the run that could go on with it is not. */
const earlierIncidents = `
  FROM incidents JOIN detectors ON detectors.id = incidents.detector_id
    LEFT JOIN detector_runs AS run USING (detector_id, series_id)
  WHERE incidents.detector_id = $1::uuid AND incidents.state <> 'resolved'
    AND (NOT detectors.enabled OR detectors.mode = 'shadow' OR run.revision IS DISTINCT FROM detectors.revision)`;

/** Returns some of the series on which open incidents of a detector are of an earlier revision. */
export async function seriesOfEarlierIncidents(
  sql: SqlRunner,
  detectorId: string,
  limit: number,
): Promise<number[]> {
  const rows = await sql<{ id: number }>(
    `SELECT incidents.series_id AS id ${earlierIncidents} ORDER BY incidents.series_id LIMIT $2::int`,
    [detectorId, limit],
  );
  return rows.map(({ id }) => id);
}

/** Returns those open incidents of an earlier revision that are on some series, which the caller has locked. */
export async function earlierIncidentsOn(
  sql: SqlRunner,
  detectorId: string,
  seriesIds: number[],
): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `SELECT incidents.id::text AS id ${earlierIncidents} AND incidents.series_id = ANY($2::int[])`,
    [detectorId, int4Array(seriesIds)],
  );
  return rows.map(({ id }) => id);
}

export interface EarlierRun {
  id: number;
  seriesId: number;
  modelId: string;
  metric: string;
}

/** Returns runs of a detector that are of an earlier revision, by series, beginning after one. */
export function earlierRuns(
  sql: SqlRunner,
  detectorId: string,
  { afterSeries, limit }: { afterSeries: number; limit: number },
): Promise<EarlierRun[]> {
  return sql<EarlierRun>(
    `SELECT run.id, run.series_id AS "seriesId", series.model_id AS "modelId", series.metric
     FROM detector_runs AS run JOIN detectors ON detectors.id = run.detector_id
       JOIN series ON series.id = run.series_id
     WHERE run.detector_id = $1::uuid AND run.series_id > $2::int AND run.revision <> detectors.revision
     ORDER BY run.series_id LIMIT $3::int`,
    [detectorId, afterSeries, limit],
  );
}

/** Says that a change has ended all that it left behind, unless another change has come since. */
export async function noteFinished(sql: SqlRunner, detectorId: string, revision: number): Promise<void> {
  await sql(
    `UPDATE detectors SET unfinished_revision = NULL WHERE id = $1::uuid AND unfinished_revision = $2::int`,
    [detectorId, revision],
  );
}

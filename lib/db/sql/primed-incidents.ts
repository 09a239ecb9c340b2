import type { SqlRunner } from '../sql-runner';

/** The newest incident of a run. */
export interface EndedIncident {
  id: string;
  detectorId: string;
  seriesId: number;
  method: string;
  isOpen: boolean;
  /** Whether a change of its detector has ended it. */
  isUndoable: boolean;
  resolution: string | null;
  /** When that was, epoch milliseconds. */
  endedMs: number;
  /** Event time of the last that is known of its drift. */
  lastMs: number;
}

/** The newest incident of each of some runs that has one. */
export function incidentsOfRuns(
  sql: SqlRunner,
  runs: { detectorId: string; seriesId: number }[],
): Promise<EndedIncident[]> {
  return sql<EndedIncident>(
    `SELECT last.id::text AS id, last.detector_id::text AS "detectorId", last.series_id AS "seriesId", last.method,
       last.state <> 'resolved' AS "isOpen", last.resolution,
       last.resolution IN ('detector_changed', 'detector_disabled', 'detector_deleted') AS "isUndoable",
       (date_part('epoch', coalesce(last.resolved_ts, now())) * 1000)::float8 AS "endedMs",
       (date_part('epoch', greatest(last.opened_ts, series.last_ts)) * 1000)::float8 AS "lastMs"
     FROM unnest($1::uuid[], $2::int[]) AS run(detector_id, series_id) JOIN series ON series.id = run.series_id
     CROSS JOIN LATERAL (
       SELECT * FROM incidents WHERE incidents.series_id = run.series_id AND incidents.detector_id = run.detector_id
       ORDER BY state = 'resolved', id DESC LIMIT 1
     ) AS last`,
    [runs.map(({ detectorId }) => detectorId), runs.map(({ seriesId }) => seriesId)],
  );
}

/** Opens incidents again that have ended. */
export async function reopenIncidents(sql: SqlRunner, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql(
    `UPDATE incidents SET state = 'open', resolved_ts = NULL, resolution = NULL WHERE id = ANY($1::uuid[]) AND state = 'resolved'`,
    [ids],
  );
}

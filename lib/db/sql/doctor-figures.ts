import type { SqlRunner } from '../sql-runner';

export interface DoctorFigures {
  /** PostgreSQL's version as a number, such as 180004. */
  version: number;
  /** The clock of the database, in epoch milliseconds. */
  clockMs: number;
  /** Series of at least 20 points most of which came late, with the ids of a few. */
  lateSeries: { count: number; ids: number[] };
  /** Runs that are missing or of an earlier revision of their detector, and since when the oldest is. */
  unprimed: { count: number; sinceMs: number | null };
}

/** A glob (`*`, `?`) as a pattern of LIKE. */
const like = (column: string) =>
  `translate(replace(replace(replace(${column}, '\\', '\\\\'), '%', '\\%'), '_', '\\_'), '*?', '%_')`;

export async function doctorFigures(sql: SqlRunner): Promise<DoctorFigures> {
  const [[server], [late], [unprimed]] = await Promise.all([
    sql<Pick<DoctorFigures, 'version' | 'clockMs'>>(
      `SELECT current_setting('server_version_num')::int AS version,
         (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "clockMs"`,
      [],
    ),
    sql<DoctorFigures['lateSeries']>(
      `SELECT count(*)::float8 AS count, coalesce((array_agg(id ORDER BY late_count DESC))[1:5], '{}') AS ids
       FROM series WHERE point_count >= 20 AND late_count * 2 > point_count`,
      [],
    ),
    sql<DoctorFigures['unprimed']>(
      `SELECT count(*)::float8 AS count, (extract(epoch FROM min(detectors.updated_at)) * 1000)::float8 AS "sinceMs"
       FROM detectors JOIN series ON series.point_count > 0 AND series.model_id LIKE ${like('model_pattern')}
           AND series.metric LIKE ${like('metric_pattern')}
         LEFT JOIN detector_runs AS runs ON runs.detector_id = detectors.id AND runs.series_id = series.id
       WHERE detectors.enabled AND runs.revision IS DISTINCT FROM detectors.revision`,
      [],
    ),
  ]);
  if (!server || !late || !unprimed) throw new Error('an aggregate without a row');
  return { ...server, lateSeries: late, unprimed };
}

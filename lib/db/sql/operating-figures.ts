import type { SqlRunner } from '../sql-runner';
import { shownState } from './open-incident';

export interface OperatingFigures {
  databaseBytes: number;
  models: number;
  series: number;
  enabledDetectors: number;
  incidents: { state: string; count: number }[];
  jobs: { status: string; count: number }[];
}

/** How much there is of what; float8, since a count may be beyond int4. */
export async function operatingFigures(sql: SqlRunner): Promise<OperatingFigures> {
  const [sizes, incidents, jobs] = await Promise.all([
    sql<Omit<OperatingFigures, 'incidents' | 'jobs'>>(
      `SELECT pg_database_size(current_database())::float8 AS "databaseBytes",
         (SELECT count(*)::float8 FROM models) AS models, (SELECT count(*)::float8 FROM series) AS series,
         (SELECT count(*)::float8 FROM detectors WHERE enabled) AS "enabledDetectors"`,
      [],
    ),
    sql<{ state: string; count: number }>(
      `SELECT state::text AS state, count FROM (
         SELECT ${shownState.sql} AS state, count(*)::float8 AS count FROM incidents GROUP BY 1
       ) AS counted ORDER BY counted.state`,
      [],
    ),
    sql<{ status: string; count: number }>(
      `SELECT status::text AS status, count(*)::float8 AS count FROM retrain_jobs GROUP BY status ORDER BY retrain_jobs.status`,
      [],
    ),
  ]);
  return { ...(sizes[0] as (typeof sizes)[number]), incidents, jobs };
}

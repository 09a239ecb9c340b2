import type { Database, Transaction } from '../client';
import { effectOfIncident } from './model-figures';
import { isOpenIncident } from './open-incident';

/**
 * What a job's reasons come to: their incidents, and the one of the largest change in standard deviations.
 */
export interface JobCauseRow {
  jobId: string;
  incidents: number;
  openIncidents: number;
  incidentId: string;
  seriesId: number;
  metric: string;
  labels: unknown;
  unit: string | null;
  direction: 'higher_is_better' | 'lower_is_better' | 'two_sided';
  beforeMean: number | null;
  beforeSd: number | null;
  beforeCount: number | null;
  afterMean: number | null;
  afterCount: number | null;
}

/** Of each job that has an incident among its reasons. */
export function jobCauses(db: Database | Transaction, jobIds: string[]) {
  return db.$queryRaw<JobCauseRow[]>`
    SELECT cause.job_id::text AS "jobId", cause.incidents, cause.open AS "openIncidents", worst.id::text AS "incidentId",
      worst.series_id AS "seriesId", series.metric, series.labels, metrics.unit, metrics.direction::text AS direction,
      worst.before_mean AS "beforeMean", worst.before_sd AS "beforeSd", worst.before_count AS "beforeCount",
      worst.after_mean AS "afterMean", worst.after_count AS "afterCount"
    FROM (
      SELECT job_id, count(*)::int AS incidents, (count(*) FILTER (WHERE ${isOpenIncident}))::int AS open,
        (array_agg(id ORDER BY ${isOpenIncident} DESC, ${effectOfIncident} DESC NULLS LAST, id))[1] AS worst_id
      FROM (SELECT DISTINCT job_id, incident_id FROM job_reasons WHERE job_id = ANY(${jobIds}::uuid[])) AS reason
        JOIN incidents ON incidents.id = reason.incident_id
      GROUP BY job_id
    ) AS cause JOIN incidents AS worst ON worst.id = cause.worst_id
    JOIN series ON series.id = worst.series_id JOIN metrics ON metrics.name = series.metric`;
}

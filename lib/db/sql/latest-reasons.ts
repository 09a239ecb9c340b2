import type { Database, Transaction } from '../client';

export interface ReasonRow {
  id: number;
  jobId: string;
  /** How many reasons the job has, of which these are some. */
  total: number;
  kind: 'drift_detected' | 'manual' | 'scheduled' | 'other';
  metric: string | null;
  delta: number | null;
  unit: string | null;
  text: string | null;
  ts: Date;
  onsetTs: Date | null;
  seriesId: number | null;
  incidentId: string | null;
  detectorName: string | null;
  labels: unknown;
  direction: 'higher_is_better' | 'lower_is_better' | 'two_sided' | null;
  incidentState: 'open' | 'acknowledged' | 'resolved' | null;
  resolvedTs: Date | null;
  resolution: string | null;
  beforeMean: number | null;
  beforeSd: number | null;
  beforeCount: number | null;
  afterMean: number | null;
  afterCount: number | null;
}

interface Wanted {
  jobIds: string[];
  /** At most so many of each job. */
  limit: number;
  /** Only those that came before this one; by default before the end of time. */
  beforeId?: number;
}

const lastId = 2 ** 31 - 1;

/**
 * The newest reasons of each job, oldest of them first. By hand, since Prisma would load a job's every
 * reason.
 */
export function latestReasons(db: Database | Transaction, { jobIds, limit, beforeId = lastId }: Wanted) {
  return db.$queryRaw<ReasonRow[]>`
    SELECT latest.id, latest.job_id::text AS "jobId", latest.total, latest.kind::text AS kind, latest.metric,
      latest.delta, metrics.unit, latest.text, latest.ts, incidents.onset_ts AS "onsetTs",
      latest.series_id AS "seriesId", latest.incident_id::text AS "incidentId",
      incidents.detector_name AS "detectorName", series.labels, metrics.direction::text AS direction,
      (CASE WHEN gone.id IS NULL THEN incidents.state ELSE 'resolved' END)::text AS "incidentState",
      coalesce(incidents.resolved_ts, gone.deleted_at) AS "resolvedTs",
      coalesce(incidents.resolution, CASE WHEN gone.id IS NOT NULL THEN 'detector_deleted' END) AS resolution,
      before_mean AS "beforeMean", before_sd AS "beforeSd", before_count AS "beforeCount", after_mean AS "afterMean",
      after_count AS "afterCount"
    FROM unnest(${jobIds}::uuid[]) AS wanted(id)
    CROSS JOIN LATERAL (
      SELECT *, (SELECT count(*)::int FROM job_reasons WHERE job_id = wanted.id) AS total
      FROM job_reasons WHERE job_id = wanted.id AND id < ${beforeId} ORDER BY id DESC LIMIT ${limit}
    ) AS latest
    LEFT JOIN incidents ON incidents.id = latest.incident_id
    LEFT JOIN detectors AS gone ON gone.id = incidents.detector_id AND gone.deleted_at IS NOT NULL
    LEFT JOIN series ON series.id = coalesce(incidents.series_id, latest.series_id)
    LEFT JOIN metrics ON metrics.name = series.metric
    ORDER BY latest.id`;
}

import type { SqlRunner } from '../sql-runner';

export interface OpenJob {
  id: string;
  modelId: string;
  status: string;
}

export function openJobsOf(sql: SqlRunner, modelIds: string[]): Promise<OpenJob[]> {
  return sql<OpenJob>(
    `SELECT id::text AS id, model_id AS "modelId", status::text AS status FROM retrain_jobs
     WHERE model_id = ANY($1::text[]) AND closed_at IS NULL`,
    [modelIds],
  );
}

/** How many open jobs hold a place in the queue. */
export async function countPlacesUsed(sql: SqlRunner): Promise<number> {
  const [row] = await sql<{ count: number }>(
    `SELECT count(*)::int AS count FROM retrain_jobs WHERE closed_at IS NULL AND status <> 'deferred'`,
    [],
  );
  return row?.count ?? 0;
}

/** Inserts jobs in the order given, which is the order of their arrival. */
export async function insertJobs(sql: SqlRunner, now: Date, jobs: OpenJob[]) {
  await sql(
    `INSERT INTO retrain_jobs (id, model_id, status, created_at, updated_at)
     SELECT id, model_id, status::job_status, $1::timestamptz, $1::timestamptz
     FROM unnest($2::uuid[], $3::text[], $4::text[]) WITH ORDINALITY AS incoming(id, model_id, status, position)
     ORDER BY position`,
    [now, jobs.map((job) => job.id), jobs.map((job) => job.modelId), jobs.map((job) => job.status)],
  );
}

export async function touchJobs(sql: SqlRunner, now: Date, ids: string[]) {
  await sql('UPDATE retrain_jobs SET updated_at = $1::timestamptz WHERE id = ANY($2::uuid[])', [now, ids]);
}

export interface NewReasonRow {
  jobId: string;
  kind: 'drift_detected' | 'manual' | 'scheduled' | 'other';
  metric?: string;
  delta?: number | null;
  text?: string;
  seriesId?: number;
  incidentId?: string;
  ts: Date;
}

export async function insertReasons(sql: SqlRunner, now: Date, reasons: NewReasonRow[]) {
  await sql(
    `INSERT INTO job_reasons (job_id, kind, metric, delta, text, series_id, incident_id, ts, created_at)
     SELECT job_id, kind::reason_kind, metric, delta, text, series_id, incident_id, to_timestamp(ts_ms / 1000), $1::timestamptz
     FROM unnest($2::uuid[], $3::text[], $4::text[], $5::float8[], $6::text[], $7::int[], $8::uuid[], $9::float8[])
       WITH ORDINALITY AS incoming(job_id, kind, metric, delta, text, series_id, incident_id, ts_ms, position)
     ORDER BY position`,
    [
      now,
      reasons.map((reason) => reason.jobId),
      reasons.map((reason) => reason.kind),
      reasons.map((reason) => reason.metric ?? null),
      reasons.map((reason) => reason.delta ?? null),
      reasons.map((reason) => reason.text ?? null),
      reasons.map((reason) => reason.seriesId ?? null),
      reasons.map((reason) => reason.incidentId ?? null),
      reasons.map((reason) => reason.ts.getTime()),
    ],
  );
}

import type { SqlRunner } from '../sql-runner';
import { rowColumns } from './columns';

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

const newJobs = rowColumns<OpenJob>(
  {
    id: ['uuid', (job) => job.id],
    model_id: ['text', (job) => job.modelId],
    status: ['text', (job) => job.status, 'job_status'],
  },
  2,
);

/** Inserts jobs in the order given, which is the order of their arrival. */
export async function insertJobs(sql: SqlRunner, now: Date, jobs: OpenJob[]) {
  await sql(
    `INSERT INTO retrain_jobs (${newJobs.names}, created_at, updated_at)
     SELECT ${newJobs.selected}, $1::timestamptz, $1::timestamptz
     FROM ${newJobs.as('incoming', 'WITH ORDINALITY')} ORDER BY position`,
    [now, ...newJobs.values(jobs)],
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

const newReasons = rowColumns<NewReasonRow>(
  {
    job_id: ['uuid', (reason) => reason.jobId],
    kind: ['text', (reason) => reason.kind, 'reason_kind'],
    metric: ['text', (reason) => reason.metric ?? null],
    delta: ['float8', (reason) => reason.delta ?? null],
    text: ['text', (reason) => reason.text ?? null],
    series_id: ['int4', (reason) => reason.seriesId ?? null],
    incident_id: ['uuid', (reason) => reason.incidentId ?? null],
    ts: ['timestamptz', (reason) => reason.ts.getTime()],
  },
  2,
);

export async function insertReasons(sql: SqlRunner, now: Date, reasons: NewReasonRow[]) {
  await sql(
    `INSERT INTO job_reasons (${newReasons.names}, created_at)
     SELECT ${newReasons.selected}, $1::timestamptz
     FROM ${newReasons.as('incoming', 'WITH ORDINALITY')} ORDER BY position`,
    [now, ...newReasons.values(reasons)],
  );
}

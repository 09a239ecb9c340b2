import { v7 as uuidv7 } from 'uuid';
import { lockRetrainQueue } from '../../db/locks';
import {
  countPlacesUsed,
  insertJobs,
  insertReasons,
  type NewReasonRow,
  type OpenJob,
  openJobsOf,
  touchJobs,
} from '../../db/sql/jobs';
import type { SqlRunner } from '../../db/sql-runner';
import { env } from '../../env';
import { decideAdmission } from '../../policy/decide-job';
import { type AuditEntry, writeAudit } from '../audit/write-audit';
import type { Actor } from '../call';

export interface JobRequest {
  modelId: string;
  /** Oldest first; at least one. */
  reasons: Omit<NewReasonRow, 'jobId'>[];
  /** Id of the job if one is opened. */
  jobId?: string;
  /** W3C `traceparent` of the request. */
  traceparent?: string | undefined;
}

export interface JoinedJob {
  jobId: string;
  opened: boolean;
}

/** "drift_detected accuracy ×3, manual". */
function describe(reasons: JobRequest['reasons']): string {
  const counts = new Map<string, number>();
  for (const { kind, metric } of reasons) {
    const name = metric === undefined ? kind : `${kind} ${metric}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => (count === 1 ? name : `${name} ×${count}`)).join(', ');
}

/**
 * For each model (named once), adds the reasons to its open job, or opens one: waiting for approval if the
 * queue has a place, otherwise `deferred`. Joins the caller's transaction and holds the lock of the queue
 * until it ends. Returns the jobs by model.
 */
export async function joinOrOpenJobs(
  sql: SqlRunner,
  actor: Actor,
  now: Date,
  requests: JobRequest[],
): Promise<Map<string, JoinedJob>> {
  if (requests.length === 0) return new Map();
  await lockRetrainQueue(sql);
  const modelIds = requests.map((request) => request.modelId);
  const openOf = new Map((await openJobsOf(sql, modelIds)).map((job) => [job.modelId, job]));
  const joined = new Map<string, JoinedJob>();
  const created: OpenJob[] = [];
  const audit: AuditEntry[] = [];
  let used = openOf.size < requests.length ? await countPlacesUsed(sql) : 0;
  for (const { modelId, jobId, reasons, traceparent } of requests) {
    const open = openOf.get(modelId);
    const id = open?.id ?? jobId ?? uuidv7();
    const status = open?.status ?? decideAdmission(used, env().RETRAIN_QUEUE_CAPACITY);
    if (!open) {
      created.push({ id, modelId, status });
      if (status !== 'deferred') used += 1;
    }
    joined.set(modelId, { jobId: id, opened: !open });
    audit.push({
      action: open ? 'retrain_job.reason_added' : 'retrain_job.requested',
      entityType: 'retrain_job',
      entityId: id,
      ...(open && { fromStatus: status }),
      toStatus: status,
      detail: { reasons: describe(reasons) },
      traceparent,
    });
  }
  if (created.length > 0) await insertJobs(sql, now, created);
  if (openOf.size > 0) {
    await touchJobs(
      sql,
      now,
      [...openOf.values()].map((job) => job.id),
    );
  }
  await insertReasons(
    sql,
    now,
    requests.flatMap(({ modelId, reasons }) =>
      reasons.map((reason) => ({ ...reason, jobId: joined.get(modelId)?.jobId ?? '' })),
    ),
  );
  await writeAudit(sql, actor, now, audit);
  return joined;
}

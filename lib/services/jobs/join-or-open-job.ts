import { v7 as uuidv7 } from 'uuid';
import type { Transaction } from '../../db/client';
import { lockRetrainQueue } from '../../db/locks';
import { env } from '../../env';
import { decideAdmission } from '../../policy/decide-job';
import { type AuditEntry, writeAudit } from '../audit/write-audit';
import type { Actor } from '../call';

export interface NewReason {
  kind: 'drift_detected' | 'manual' | 'scheduled' | 'other';
  metric?: string;
  delta?: number | null;
  text?: string;
  seriesId?: number;
  incidentId?: string;
  ts: Date;
}

/** How many open jobs hold a place in the queue. */
export function countPlacesUsed(tx: Transaction): Promise<number> {
  return tx.retrainJob.count({ where: { closedAt: null, status: { not: 'deferred' } } });
}

/**
 * Adds reasons to the model's open job, or opens one: waiting for approval when the queue has a place, else
 * `deferred`. `jobId` is used when a job is opened. Joins the caller's transaction and holds the queue's lock until
 * that ends.
 */
export async function joinOrOpenJob(
  tx: Transaction,
  actor: Actor,
  now: Date,
  request: { modelId: string; reasons: NewReason[]; jobId?: string },
): Promise<{ jobId: string; opened: boolean }> {
  await lockRetrainQueue(tx);
  const open = await tx.retrainJob.findFirst({ where: { modelId: request.modelId, closedAt: null } });
  const jobId = open?.id ?? request.jobId ?? uuidv7();
  const entry: AuditEntry = {
    action: open ? 'retrain_job.reason_added' : 'retrain_job.requested',
    entityType: 'retrain_job',
    entityId: jobId,
    detail: {
      reasons: request.reasons.map(({ kind, metric }) => [kind, metric].filter(Boolean).join(' ')).join(', '),
    },
  };
  if (open) {
    await tx.retrainJob.update({ where: { id: jobId }, data: { updatedAt: now } });
    Object.assign(entry, { fromStatus: open.status, toStatus: open.status });
  } else {
    const status = decideAdmission(await countPlacesUsed(tx), env().RETRAIN_QUEUE_CAPACITY);
    await tx.retrainJob.create({
      data: { id: jobId, modelId: request.modelId, status, createdAt: now, updatedAt: now },
    });
    entry.toStatus = status;
  }
  await tx.jobReason.createMany({
    data: request.reasons.map((reason) => ({ ...reason, jobId, createdAt: now })),
  });
  await writeAudit(tx, actor, now, [entry]);
  return { jobId, opened: !open };
}

import type { Transaction } from '../../db/client';
import { lockRetrainQueue } from '../../db/locks';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import { type Decision, decideJob } from '../../policy/decide-job';
import { decisionInputSchema, type Job } from '../../schemas/jobs';
import { writeAudit } from '../audit/write-audit';
import { complete, parseInput, requirePerson, type ServiceCall } from '../call';
import { admitDeferredJobs } from './admit-deferred-jobs';
import { loadJob } from './get-job';
import { toJob } from './to-job';

export type DecisionCall = ServiceCall<{ id: string; body: unknown }>;

async function conflict(tx: Transaction, id: string, message: string): Promise<never> {
  throw new DriftwatchError('CONFLICT', message, { details: { job: toJob(await loadJob(tx, id)) } });
}

/** What `approveJob` and `cancelJob` share: one wins, everybody after it is told who decided what. */
export async function decideOnJob(call: DecisionCall, decision: Decision): Promise<Job> {
  const { actor, db, now, input } = complete(call);
  requirePerson(actor, decision === 'approved' ? 'approve a retrain job' : 'cancel a retrain job');
  const { comment } = parseInput(decisionInputSchema, input.body, 'the decision');
  return inTransaction(db, async (tx) => {
    await lockRetrainQueue(tx);
    const job = await loadJob(tx, input.id);
    const outcome = decideJob(job, decision);
    if (outcome.verdict === 'conflict') return conflict(tx, job.id, outcome.message);
    if (outcome.verdict === 'not_now') throw new DriftwatchError('NOT_ALLOWED_NOW', outcome.message);
    const { count } = await tx.retrainJob.updateMany({
      where: { id: job.id, status: job.status },
      data: {
        status: outcome.status,
        decision,
        decidedBy: actor.name,
        decidedAt: now,
        comment: comment || null,
        updatedAt: now,
        ...(outcome.closes && { closedAt: now }),
      },
    });
    if (count === 0) return conflict(tx, job.id, 'the job was changed by somebody else at the same moment');
    await writeAudit(tx, actor, now, [
      {
        action: `retrain_job.${decision}`,
        entityType: 'retrain_job',
        entityId: job.id,
        fromStatus: job.status,
        toStatus: outcome.status,
        detail: { comment: comment || null },
      },
    ]);
    if (outcome.closes) await admitDeferredJobs(tx, now);
    return toJob(await loadJob(tx, job.id));
  });
}

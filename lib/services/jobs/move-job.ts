import type { Transaction } from '../../db/client';
import { lockRetrainQueue } from '../../db/locks';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import type { Prisma } from '../../db/types';
import { DriftwatchError } from '../../errors';
import type { JobInQuestion, JobOutcome } from '../../policy/describe-job';
import { decisionInputSchema, type Job } from '../../schemas/jobs';
import { loadActorNames } from '../audit/load-actor-names';
import { writeAudit } from '../audit/write-audit';
import { type Actor, parseInput, requirePermission, type ServiceCall, withDefaults } from '../call';
import { admitDeferredJobs } from './admit-deferred-jobs';
import { loadJob, loadVisibleJobRow } from './get-job';

export type MoveCall = ServiceCall<{ id: string; body: unknown }>;

interface Move {
  /** The action in the audit row: `approved`, `completed`. */
  action: string;
  /** What the actor has to be allowed. */
  needs: 'decide_jobs' | 'report_jobs';
  decide: (job: JobInQuestion) => JobOutcome;
  /** Columns to write in addition to status and closing. */
  fields?: (by: {
    actor: string;
    now: Date;
    comment: string | null;
  }) => Prisma.RetrainJobUpdateManyMutationInput;
  /**
   * Further work of the step in its transaction: locks that come before that of the queue, and the work they
   * are for.
   */
  along?: {
    lock: (tx: Transaction, jobId: string) => Promise<ReadonlySet<number>>;
    finish: (
      tx: Transaction,
      actor: Actor,
      now: Date,
      of: { jobId: string; locked: ReadonlySet<number> },
    ) => Promise<void>;
  };
}

async function conflict(tx: Transaction, id: string, message: string): Promise<never> {
  throw new DriftwatchError('CONFLICT', message, { details: { job: await loadJob(tx, id) } });
}

/**
 * The common part of every step of a job that a person takes: one wins, and everyone after is told who did
 * what.
 */
export async function moveJob(call: MoveCall, move: Move): Promise<Job> {
  const { action, needs, decide, fields, along } = move;
  const { actor, db, now, input } = withDefaults(call);
  const parsed = parseInput(decisionInputSchema, input.body, 'the decision');
  const comment = parsed.comment || null;
  return inTransaction(db, async (tx) => {
    const locked = (await along?.lock(tx, input.id)) ?? new Set();
    await lockRetrainQueue(prismaRunner(tx));
    const job = await loadVisibleJobRow(tx, actor, input.id);
    requirePermission(actor, needs, job.modelId);
    const names = await loadActorNames(tx, [job.decidedBy, job.closedBy]);
    const nameOf = (actor: string | null) => (actor === null ? null : (names.get(actor) ?? actor));
    const outcome = decide({ ...job, decidedBy: nameOf(job.decidedBy), closedBy: nameOf(job.closedBy) });
    if (outcome.verdict === 'conflict') return conflict(tx, job.id, outcome.message);
    if (outcome.verdict === 'not_now') throw new DriftwatchError('NOT_ALLOWED_NOW', outcome.message);
    const { count } = await tx.retrainJob.updateMany({
      where: { id: job.id, status: job.status },
      data: {
        status: outcome.status,
        updatedAt: now,
        ...fields?.({ actor: actor.name, now, comment }),
        ...(outcome.closes && { closedAt: now, closedBy: actor.name, closingComment: comment }),
      },
    });
    if (count === 0) return conflict(tx, job.id, 'the job was changed by someone else at the same moment');
    await writeAudit(tx, actor, now, [
      {
        action: `retrain_job.${action}`,
        entityType: 'retrain_job',
        entityId: job.id,
        fromStatus: job.status,
        toStatus: outcome.status,
        detail: { comment },
      },
    ]);
    await along?.finish(tx, actor, now, { jobId: job.id, locked });
    if (outcome.closes) await admitDeferredJobs(tx, now);
    return loadJob(tx, job.id);
  });
}

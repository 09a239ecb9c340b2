import { type Decision, decideJob } from '../../policy/decide-job';
import type { Job } from '../../schemas/jobs';
import { type MoveCall, moveJob } from './move-job';

/** The common part of `approveJob` and `cancelJob`: stores the decision with actor, time and comment. */
export function decideOnJob(call: MoveCall, decision: Decision): Promise<Job> {
  return moveJob(call, {
    action: decision,
    refusedAction: decision === 'approved' ? 'approve a retrain job' : 'cancel a retrain job',
    decide: (job) => decideJob(job, decision),
    fields: ({ actor, now, comment }) => ({
      decision,
      decidedBy: actor,
      decidedAt: now,
      decisionComment: comment,
    }),
  });
}

import { type Decision, decideJob } from '../../policy/decide-job';
import type { Job } from '../../schemas/jobs';
import { type MoveCall, moveJob } from './move-job';

/** The common part of `approveJob` and `cancelJob`: stores the decision with actor, time and comment. */
export function decideOnJob(call: MoveCall, decision: Decision): Promise<Job> {
  return moveJob(call, {
    action: decision,
    needs: 'decide_jobs',
    decide: (job) => decideJob(job, decision),
    fields: ({ actor, now, comment }) => ({
      decision,
      decidedBy: actor,
      decidedAt: now,
      decisionComment: comment,
    }),
  });
}

import { endJob } from '../../policy/end-job';
import type { Job } from '../../schemas/jobs';
import { type MoveCall, moveJob } from './move-job';

/** Closes an approved job whose retrain was done; its place goes to the oldest deferred job. */
export function completeJob(call: MoveCall): Promise<Job> {
  return moveJob(call, {
    action: 'completed',
    mayWords: 'say that a retrain was done',
    decide: (job) => endJob(job, 'succeeded'),
  });
}

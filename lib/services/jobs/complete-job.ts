import { endJob } from '../../policy/end-job';
import type { Job } from '../../schemas/jobs';
import { adoptAfterCompletion, lockSeriesOfJob } from '../incidents/adopt-after-completion';
import { type MoveCall, moveJob } from './move-job';

/**
 * Closes an approved job whose retrain was done; its place goes to the oldest deferred job. Its open incidents end, and their
 * runs learn what is ordinary from now on, unless their detectors say otherwise.
 */
export function completeJob(call: MoveCall): Promise<Job> {
  return moveJob(call, {
    action: 'completed',
    refusedAction: 'say that a retrain was done',
    decide: (job) => endJob(job, 'succeeded'),
    along: { lock: lockSeriesOfJob, finish: adoptAfterCompletion },
  });
}

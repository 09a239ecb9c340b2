import { endJob } from '../../policy/end-job';
import type { Job } from '../../schemas/jobs';
import { adoptAfterCompletion, lockSeriesOfJob } from '../incidents/adopt-after-completion';
import { type MoveCall, moveJob } from './move-job';

/**
 * Closes an approved job whose retrain has succeeded; its place passes to the oldest deferred job. Its open
 * incidents end, and their runs learn the normal level from now on, unless their detectors have another rule.
 */
export function completeJob(call: MoveCall): Promise<Job> {
  return moveJob(call, {
    action: 'completed',
    needs: 'report_jobs',
    decide: (job) => endJob(job, 'succeeded'),
    along: { lock: lockSeriesOfJob, finish: adoptAfterCompletion },
  });
}

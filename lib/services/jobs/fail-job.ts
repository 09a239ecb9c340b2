import { endJob } from '../../policy/end-job';
import type { Job } from '../../schemas/jobs';
import { type MoveCall, moveJob } from './move-job';

/** Closes an approved job whose retrain has failed; its place passes to the oldest deferred job. */
export function failJob(call: MoveCall): Promise<Job> {
  return moveJob(call, {
    action: 'failed',
    needs: 'report_jobs',
    decide: (job) => endJob(job, 'failed'),
  });
}

import type { Job } from '../../schemas/jobs';
import { type DecisionCall, decideOnJob } from './decide-on-job';

/** Approves a job that waits for approval: it is `queued` for a training system from now on. */
export function approveJob(call: DecisionCall): Promise<Job> {
  return decideOnJob(call, 'approved');
}

import type { Job } from '../../schemas/jobs';
import { type DecisionCall, decideOnJob } from './decide-on-job';

/** Cancels a job that nobody has decided on; its place goes to the oldest deferred job. */
export function cancelJob(call: DecisionCall): Promise<Job> {
  return decideOnJob(call, 'cancelled');
}

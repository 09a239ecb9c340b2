import type { Job } from '../../schemas/jobs';
import { decideOnJob } from './decide-on-job';
import type { MoveCall } from './move-job';

/** Cancels a job that nobody has decided on; its place goes to the oldest deferred job. */
export function cancelJob(call: MoveCall): Promise<Job> {
  return decideOnJob(call, 'cancelled');
}

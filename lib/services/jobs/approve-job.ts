import type { Job } from '../../schemas/jobs';
import { decideOnJob } from './decide-on-job';
import type { MoveCall } from './move-job';

/** Approves a job that waits for approval, which is then `queued` for a training system. */
export function approveJob(call: MoveCall): Promise<Job> {
  return decideOnJob(call, 'approved');
}

import type { Job } from '../../schemas/jobs';
import { decideOnJob } from './decide-on-job';
import type { MoveCall } from './move-job';

/** Cancels an undecided job; its place passes to the oldest deferred job. */
export function cancelJob(call: MoveCall): Promise<Job> {
  return decideOnJob(call, 'cancelled');
}

import type { JobStatus } from '../schemas/jobs';
import { describeJob, type JobInQuestion, type JobOutcome } from './describe-job';

export type Decision = 'approved' | 'cancelled';

/** Statuses in which nobody has decided yet. */
const undecided: ReadonlySet<JobStatus> = new Set(['deferred', 'pending_approval']);

/**
 * What a person's decision does to a job. A job is decided once; a deferred one can be cancelled, but approved only
 * when it has a place in the queue.
 */
export function decideJob(job: JobInQuestion, decision: Decision): JobOutcome {
  if (!undecided.has(job.status)) return { verdict: 'conflict', message: describeJob(job) };
  if (decision === 'cancelled') return { verdict: 'allowed', status: 'cancelled', closes: true };
  if (job.status === 'deferred') {
    return {
      verdict: 'not_now',
      message: 'the queue is full; the job can be approved when it has a place in it',
    };
  }
  return { verdict: 'allowed', status: 'queued', closes: false };
}

/** Whether a new job gets a place in the queue or waits for one. `used` counts the open jobs that hold a place. */
export function decideAdmission(used: number, capacity: number): 'pending_approval' | 'deferred' {
  return used < capacity ? 'pending_approval' : 'deferred';
}

import type { JobStatus } from '../schemas/jobs';
import { describeJob, type JobInQuestion, type JobOutcome } from './describe-job';

export type Decision = 'approved' | 'cancelled';

/** Statuses of jobs that are not decided yet. */
const undecided: ReadonlySet<JobStatus> = new Set(['deferred', 'pending_approval']);

/**
 * Returns what a person's decision does to a job. A job is decided once. A deferred job can be cancelled, but
 * it can be approved only after it has got a place in the queue.
 */
export function decideJob(job: JobInQuestion, decision: Decision): JobOutcome {
  if (!undecided.has(job.status)) return { verdict: 'conflict', message: describeJob(job) };
  if (decision === 'cancelled') return { verdict: 'allowed', status: 'cancelled', closes: true };
  if (job.status === 'deferred') {
    return {
      verdict: 'not_now',
      message: 'the queue is full; the job can be approved once it has a place in the queue',
    };
  }
  return { verdict: 'allowed', status: 'queued', closes: false };
}

/**
 * Returns whether a new job gets a place in the queue or waits for one. `used` is the number of open jobs
 * that hold a place.
 */
export function decideAdmission(used: number, capacity: number): 'pending_approval' | 'deferred' {
  return used < capacity ? 'pending_approval' : 'deferred';
}

import type { JobStatus } from '../schemas/jobs';
import { describeJob, type JobInQuestion, type JobOutcome } from './describe-job';

/** The outcome of a retrain. */
export type Ending = 'succeeded' | 'failed';

/** Statuses from which a retrain can end: approved and not ended yet. */
const underWay: ReadonlySet<JobStatus> = new Set(['queued']);
const undecided: ReadonlySet<JobStatus> = new Set(['deferred', 'pending_approval']);

/**
 * Returns what the end of a retrain does to its job. A job ends once, and only after it has been approved.
 */
export function endJob(job: JobInQuestion, ending: Ending): JobOutcome {
  if (underWay.has(job.status)) return { verdict: 'allowed', status: ending, closes: true };
  const message = undecided.has(job.status)
    ? `nobody has approved the job yet, so its retrain cannot have ${ending}`
    : describeJob(job);
  return { verdict: 'conflict', message };
}

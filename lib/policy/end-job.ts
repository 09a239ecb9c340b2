import type { JobStatus } from '../schemas/jobs';
import { describeJob, type JobInQuestion, type JobOutcome } from './describe-job';

/** How a retrain went. */
export type Ending = 'succeeded' | 'failed';

/** Statuses from which a retrain can end: approved, and not ended yet. */
const underWay: ReadonlySet<JobStatus> = new Set(['queued']);
const undecided: ReadonlySet<JobStatus> = new Set(['deferred', 'pending_approval']);

/** What the end of its retrain does to a job. It ends once, and only after an approval. */
export function endJob(job: JobInQuestion, ending: Ending): JobOutcome {
  if (underWay.has(job.status)) return { verdict: 'allowed', status: ending, closes: true };
  const message = undecided.has(job.status)
    ? `nobody has approved the job yet, so its retrain cannot have ${ending}`
    : describeJob(job);
  return { verdict: 'conflict', message };
}

import type { JobStatus } from '../schemas/jobs';

/** The facts about a job that the rules use. */
export interface JobInQuestion {
  status: JobStatus;
  decision: string | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  decisionComment: string | null;
  closedBy: string | null;
  closedAt: Date | null;
  closingComment: string | null;
}

/** The outcome of a requested step: it is taken, or refused permanently or for now. */
export type JobOutcome =
  | { verdict: 'allowed'; status: JobStatus; closes: boolean }
  | { verdict: 'conflict'; message: string }
  | { verdict: 'not_now'; message: string };

function quoted(comment: string | null): string {
  return comment ? `: “${comment}”` : '';
}

/**
 * Describes who brought the job to its status: `already cancelled by ada at 2026-03-01T10:00:00.000Z:
 * “noise”`.
 */
export function describeJob(job: JobInQuestion): string {
  const { closedBy, closedAt } = job;
  if (closedBy && closedAt && job.status !== job.decision) {
    return `already ${job.status}, as ${closedBy} said at ${closedAt.toISOString()}${quoted(job.closingComment)}`;
  }
  if (!job.decision || !job.decidedBy || !job.decidedAt) return `the job is already ${job.status}`;
  return `already ${job.decision} by ${job.decidedBy} at ${job.decidedAt.toISOString()}${quoted(job.decisionComment)}`;
}

import { formatInstantExact, formatStatus } from '@/lib/format';
import { ApiError } from '@/lib/http/client';
import type { Job } from '@/lib/schemas/jobs';

/** The job as it is now, when somebody else has decided it in the meantime. */
export function jobOfConflict(error: unknown): Job | null {
  if (!(error instanceof ApiError) || error.status !== 409) return null;
  const job = error.problem.details?.job;
  return typeof job === 'object' && job !== null && 'id' in job && 'status' in job ? (job as Job) : null;
}

const quoted = (comment: string | null) => (comment ? `: “${comment}”` : '.');
const at = (iso: string | null) => (iso ? ` at ${formatInstantExact(Date.parse(iso))}` : '');

/** `Already cancelled by ana at 2026-01-31 12:00:00 UTC: “noise”` */
export function lostRaceSentence(job: Job): string {
  if (job.closed_by !== null && job.status !== job.decision) {
    const said = `as ${job.closed_by_name ?? job.closed_by} said${at(job.closed_at)}`;
    return `Already ${formatStatus(job.status)}, ${said}${quoted(job.closing_comment)}`;
  }
  if (job.decision === null) return `The job is already ${formatStatus(job.status)}.`;
  const by = job.decided_by ? ` by ${job.decided_by_name ?? job.decided_by}` : '';
  return `Already ${job.decision}${by}${at(job.decided_at)}${quoted(job.comment)}`;
}

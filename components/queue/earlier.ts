import type { Incident } from '@/lib/schemas/incidents';
import type { Job } from '@/lib/schemas/jobs';

/** A retrain that has ended, and what is known of the time after it. */
export interface EarlierRetrain {
  job: Job;
  /** When the next incident of the model opened after it. */
  nextDriftTs: string | null;
}

/** Which incident came next after each: the shorter the time, the less it brought. */
export function earlierRetrains(jobs: Job[], incidents: Incident[], exceptId: string): EarlierRetrain[] {
  const opened = incidents.map(({ created_at }) => created_at).sort();
  return jobs
    .filter(({ id }) => id !== exceptId)
    .map((job) => {
      const closed = job.closed_at;
      return { job, nextDriftTs: closed === null ? null : (opened.find((ts) => ts > closed) ?? null) };
    });
}

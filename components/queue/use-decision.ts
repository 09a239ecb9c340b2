'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Job, JobStatus } from '@/lib/schemas/jobs';
import { jobOfConflict } from './lost-race';
import { patchJobs } from './patch-jobs';
import { type Decision, decideJob } from './queries';

/** What a job becomes, as far as the browser can tell before the server has answered. */
const statusAfter: Record<Decision, JobStatus> = {
  approve: 'queued',
  cancel: 'cancelled',
  complete: 'succeeded',
  fail: 'failed',
};

export interface Decided {
  job: Job;
  decision: Decision;
  comment: string;
}

/** The job as if the server had already agreed. */
export function optimisticJob({ job, decision, comment }: Decided, nowIso: string): Job {
  const said = comment === '' ? null : comment;
  const isVerdict = decision === 'approve' || decision === 'cancel';
  return {
    ...job,
    status: statusAfter[decision],
    ...(isVerdict
      ? {
          decision: decision === 'approve' ? 'approved' : 'cancelled',
          decided_by: 'you',
          decided_by_name: null,
          decided_at: nowIso,
          comment: said,
        }
      : { closed_by: 'you', closed_by_name: null, closed_at: nowIso, closing_comment: said }),
  };
}

interface DecisionOutcomes {
  /** Somebody else decided first: `job` is how it stands now. */
  onLost: (decided: Decided, job: Job) => void;
  onFailed: (decided: Decided, error: Error) => void;
}

/** Decides at once on the screen; takes it back where the server says otherwise. */
export function useDecision({ onLost, onFailed }: DecisionOutcomes) {
  const client = useQueryClient();
  return useMutation({
    mutationKey: ['jobs', 'decide'],
    mutationFn: ({ job, decision, comment }: Decided) => decideJob({ id: job.id, decision, comment }),
    onMutate: async (decided) => {
      // An answer that is on its way would bring back the undecided job.
      await client.cancelQueries({ queryKey: ['jobs'] });
      patchJobs(client, optimisticJob(decided, new Date().toISOString()));
    },
    onSuccess: (job) => patchJobs(client, job),
    onError: (error, decided) => {
      const theirs = jobOfConflict(error);
      patchJobs(client, theirs ?? decided.job);
      if (theirs) onLost(decided, theirs);
      else onFailed(decided, error);
    },
    onSettled: () => {
      // Of several that are under way the last one asks again for all.
      if (client.isMutating({ mutationKey: ['jobs', 'decide'] }) > 1) return;
      for (const key of ['jobs', 'incidents', 'models']) void client.invalidateQueries({ queryKey: [key] });
    },
  });
}

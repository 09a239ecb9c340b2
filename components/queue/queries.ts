import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { fetchJson, queryString } from '@/lib/http/client';
import type { IncidentPage } from '@/lib/schemas/incidents';
import type { Job, JobDetail, JobPage, JobStatus, ReasonPage } from '@/lib/schemas/jobs';

/** The three parts of the queue, by what they ask of a person: a decision, patience, nothing. */
export const parts = {
  waiting: ['pending_approval', 'deferred'],
  active: ['queued', 'leased', 'running', 'verifying'],
  past: ['succeeded', 'failed', 'verified', 'cancelled', 'rejected', 'expired'],
} as const satisfies Record<string, JobStatus[]>;
export type Part = keyof typeof parts;
export const partNames = ['waiting', 'active', 'past'] as const;

export function partOf(status: JobStatus): Part {
  return partNames.find((part) => parts[part].some((one) => one === status)) ?? 'past';
}

/** A queue holds 128 by default: those that wait are most often one page. */
const pageSize = 100;

export const partQuery = (part: Part) => ({ status: parts[part].join(','), limit: pageSize });

export const jobsQuery = (part: Part) =>
  infiniteQueryOptions({
    queryKey: ['jobs', 'queue', part],
    queryFn: ({ signal, pageParam }) =>
      fetchJson<JobPage>(`/api/jobs${queryString({ ...partQuery(part), cursor: pageParam })}`, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const jobPath = (id: string) => `/api/jobs/${encodeURIComponent(id)}`;

/** One job with its history, wherever in the queue it is. */
export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ['jobs', 'one', id],
    queryFn: ({ signal }) => fetchJson<JobDetail>(jobPath(id), { signal }),
  });

/** Every reason, newest first; `count` moves with every new one. */
export const reasonsQuery = (id: string, count: number) =>
  infiniteQueryOptions({
    queryKey: ['jobs', 'one', id, 'reasons', count],
    queryFn: ({ signal, pageParam }) =>
      fetchJson<ReasonPage>(`${jobPath(id)}/reasons${queryString({ limit: 100, cursor: pageParam })}`, {
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

const shownEarlier = 4;

/** The retrains of a model that have ended, and its incidents, which say what came after them. */
export const earlierRetrainsQuery = (modelId: string) =>
  queryOptions({
    queryKey: ['jobs', 'earlier', modelId],
    queryFn: async ({ signal }) => {
      const ended = queryString({
        model_id: modelId,
        status: 'succeeded,verified,failed,cancelled,rejected,expired',
        limit: shownEarlier,
      });
      const [jobs, incidents] = await Promise.all([
        fetchJson<JobPage>(`/api/jobs${ended}`, { signal }),
        fetchJson<IncidentPage>(`/api/incidents${queryString({ model_id: modelId, limit: 100 })}`, {
          signal,
        }),
      ]);
      return { jobs: jobs.items, incidents: incidents.items };
    },
    staleTime: 60_000,
  });

/** What a person can do to a job: decide on it, and say how the retrain went. */
export type Decision = 'approve' | 'cancel' | 'complete' | 'fail';

export function decideJob({ id, decision, comment }: { id: string; decision: Decision; comment: string }) {
  return fetchJson<Job>(`${jobPath(id)}/${decision}`, {
    method: 'POST',
    body: comment === '' ? {} : { comment },
  });
}

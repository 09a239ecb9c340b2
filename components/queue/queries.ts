import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { queryString, requestJson } from '@/lib/http/client';
import { evidenceSchema } from '@/lib/schemas/evidence';
import { incidentDetailSchema } from '@/lib/schemas/incidents';
import {
  type JobStatus,
  jobDetailSchema,
  jobPageSchema,
  jobSchema,
  reasonPageSchema,
} from '@/lib/schemas/jobs';
import { seriesPointsSchema } from '@/lib/schemas/series';

const pollMs = 4000;

/** The three parts of the queue, by what they ask of a person: a decision, patience, nothing. */
export const parts = {
  waiting: ['pending_approval', 'deferred'],
  active: ['queued', 'leased', 'running', 'verifying'],
  past: ['succeeded', 'failed', 'verified', 'cancelled', 'rejected', 'expired'],
} as const satisfies Record<string, JobStatus[]>;
export type Part = keyof typeof parts;

export function isOpenJob({ status }: { status: JobStatus }): boolean {
  return !parts.past.some((past) => past === status);
}

export const jobsQuery = (part: Part) =>
  infiniteQueryOptions({
    queryKey: ['jobs', 'queue', part],
    queryFn: ({ signal, pageParam }) =>
      requestJson(
        jobPageSchema,
        `/api/jobs${queryString({ status: parts[part].join(','), limit: 25, cursor: pageParam })}`,
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: pollMs,
  });

const jobPath = (id: string) => `/api/jobs/${encodeURIComponent(id)}`;

/** `version` moves with every change of the job. */
export const jobDetailQuery = (id: string, version: string) =>
  queryOptions({
    queryKey: ['jobs', 'one', id, version],
    queryFn: ({ signal }) => requestJson(jobDetailSchema, jobPath(id), { signal }),
  });

/** The job that a link names, wherever in the queue it is. */
export const linkedJobQuery = (id: string) =>
  queryOptions({
    queryKey: ['jobs', 'linked', id],
    queryFn: ({ signal }) => requestJson(jobDetailSchema, jobPath(id), { signal }),
    refetchInterval: pollMs,
  });

/** Every reason, newest first; `count` moves with every new one. */
export const reasonsQuery = (id: string, count: number) =>
  infiniteQueryOptions({
    queryKey: ['jobs', 'one', id, 'reasons', count],
    queryFn: ({ signal, pageParam }) =>
      requestJson(
        reasonPageSchema,
        `${jobPath(id)}/reasons${queryString({ limit: 100, cursor: pageParam })}`,
        {
          signal,
        },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

/** Frozen when the incident opened, so it never goes stale. */
export const evidenceQuery = (incidentId: string) =>
  queryOptions({
    queryKey: ['incidents', 'evidence', incidentId],
    queryFn: async ({ signal }) => {
      const path = `/api/incidents/${encodeURIComponent(incidentId)}`;
      const incident = await requestJson(incidentDetailSchema, path, { signal });
      return { incident, evidence: evidenceSchema.parse(incident.evidence) };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

export const pointsAroundQuery = (seriesId: number, from: number, to: number) =>
  queryOptions({
    queryKey: ['series', seriesId, 'points', 'around', from, to],
    queryFn: ({ signal }) =>
      requestJson(
        seriesPointsSchema,
        `/api/series/${seriesId}/points${queryString({ from, to, buckets: 300 })}`,
        { signal },
      ),
    refetchInterval: 4 * pollMs,
  });

/** What a person can do to a job: decide on it, and say how the retrain went. */
export type Decision = 'approve' | 'cancel' | 'complete' | 'fail';

export function decideJob({ id, decision, comment }: { id: string; decision: Decision; comment: string }) {
  return requestJson(jobSchema, `${jobPath(id)}/${decision}`, {
    method: 'POST',
    body: comment === '' ? {} : { comment },
  });
}

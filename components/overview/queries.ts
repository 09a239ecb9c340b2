import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { queryString, requestJson } from '@/lib/http/client';
import { incidentPageSchema } from '@/lib/schemas/incidents';
import { jobPageSchema } from '@/lib/schemas/jobs';
import { modelPageSchema } from '@/lib/schemas/models';

const pageSize = 50;
const pollMs = 5000;

/** The models that the search finds, those first that need a person. */
export const modelsQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: ['models', 'list', search],
    queryFn: ({ signal, pageParam }) =>
      requestJson(
        modelPageSchema,
        `/api/models${queryString({ order: 'urgency', limit: pageSize, search: search || undefined, cursor: pageParam })}`,
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    // Every loaded page is fetched again; many of them less often.
    refetchInterval: (query) => pollMs * Math.max(1, query.state.data?.pages.length ?? 1),
  });

export const openIncidentsQuery = queryOptions({
  queryKey: ['incidents', 'open'],
  queryFn: ({ signal }) => requestJson(incidentPageSchema, '/api/incidents?state=open&limit=50', { signal }),
  refetchInterval: pollMs,
});

export const jobsToDecideQuery = queryOptions({
  queryKey: ['jobs', 'to-decide'],
  queryFn: ({ signal }) =>
    requestJson(jobPageSchema, '/api/jobs?status=pending_approval,deferred&limit=50', { signal }),
  refetchInterval: pollMs,
});

const sampleSchema = z.object({ model_id: z.string() });

export function loadSample() {
  return requestJson(sampleSchema, '/api/sample', { method: 'POST' });
}

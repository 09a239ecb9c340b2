import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { queryString, requestJson } from '@/lib/http/client';
import { incidentPageSchema } from '@/lib/schemas/incidents';
import { jobPageSchema } from '@/lib/schemas/jobs';
import { modelPageSchema } from '@/lib/schemas/models';

const pollMs = 5000;
/** Up to so many models are cheap to ask for every time; more of them are asked for less often. */
const modelsPerPoll = 200;

interface ModelsRequest {
  search: string;
  limit: number;
}

/** The models that the search finds, those first that need a person. */
export const modelsQuery = ({ search, limit }: ModelsRequest) =>
  queryOptions({
    queryKey: ['models', 'list', search, limit],
    queryFn: ({ signal }) =>
      requestJson(
        modelPageSchema,
        `/api/models${queryString({ order: 'urgency', limit, search: search || undefined })}`,
        { signal },
      ),
    placeholderData: keepPreviousData,
    refetchInterval: pollMs * Math.max(1, limit / modelsPerPoll),
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

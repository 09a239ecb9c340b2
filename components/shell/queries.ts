import { queryOptions } from '@tanstack/react-query';
import { fetchJson, queryString } from '@/lib/http/client';
import type { Detector } from '@/lib/schemas/detectors';
import type { IncidentPage } from '@/lib/schemas/incidents';
import type { JobPage } from '@/lib/schemas/jobs';
import type { ModelPage } from '@/lib/schemas/models';
import type { Overview } from '@/lib/schemas/overview';

/** Up to so many are counted. */
const mostCounted = 100;

/** Jobs that wait for a person; asked for on every screen, it also tells whether the server answers. */
export const waitingJobsQuery = queryOptions({
  queryKey: ['jobs', 'waiting'],
  queryFn: ({ signal }) =>
    fetchJson<JobPage>(`/api/jobs?status=pending_approval,deferred&limit=${mostCounted}`, { signal }),
  staleTime: 60_000,
});

export const openIncidentsQuery = queryOptions({
  queryKey: ['incidents', 'open-count'],
  queryFn: ({ signal }) =>
    fetchJson<IncidentPage>(`/api/incidents?state=open&limit=${mostCounted}`, { signal }),
  staleTime: 60_000,
});

/** Every model with its worst change: what the overview shows, and shares with it. */
export const paletteModelsQuery = queryOptions({
  queryKey: ['models', 'overview'],
  queryFn: ({ signal }) => fetchJson<Overview>('/api/overview', { signal }),
  staleTime: 60_000,
});

export const paletteDetectorsQuery = queryOptions({
  queryKey: ['detectors', 'palette'],
  queryFn: ({ signal }) => fetchJson<{ items: Detector[] }>('/api/detectors?limit=200', { signal }),
  staleTime: 60_000,
});

/** Series of models that have all words somewhere. */
export const paletteSeriesQuery = (search: string) =>
  queryOptions({
    queryKey: ['models', 'palette', search],
    queryFn: ({ signal }) =>
      fetchJson<ModelPage>(`/api/models${queryString({ search, limit: 5, series: 6, order: 'urgency' })}`, {
        signal,
      }),
    enabled: search !== '',
    staleTime: 60_000,
  });

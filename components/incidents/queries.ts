import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { fetchJson, queryString } from '@/lib/http/client';
import type { IncidentPage } from '@/lib/schemas/incidents';
import { type IncidentFilters, stateQuery } from './filters';

const pageSize = 100;

/** What the list asks the API for. */
export const listQuery = (filters: IncidentFilters) => ({
  state: stateQuery(filters),
  search: filters.search || undefined,
  limit: pageSize,
});

/** Incidents, newest first. */
export const incidentsQuery = (filters: IncidentFilters) =>
  infiniteQueryOptions({
    queryKey: ['incidents', 'list', filters.state, filters.search],
    queryFn: ({ signal, pageParam }) =>
      fetchJson<IncidentPage>(`/api/incidents${queryString({ ...listQuery(filters), cursor: pageParam })}`, {
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

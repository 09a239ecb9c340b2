import { queryOptions } from '@tanstack/react-query';
import { fetchJson } from '@/lib/http/client';
import type { IncidentContext } from './context';

export const contextQuery = (id: string) =>
  queryOptions({
    queryKey: ['incidents', 'one', id, 'context'],
    queryFn: ({ signal }) =>
      fetchJson<IncidentContext>(`/api/incidents/${encodeURIComponent(id)}/context`, { signal }),
    staleTime: 30_000,
  });

import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { fetchJson } from '@/lib/http/client';
import type { Overview, Sparklines } from '@/lib/schemas/overview';

/** Changes of states come as events; what only moves with the points is fetched again so often. */
const refreshMs = 60_000;

/** Every model as a light row. */
export const overviewQuery = queryOptions({
  queryKey: ['models', 'overview'],
  queryFn: ({ signal }) => fetchJson<Overview>('/api/overview', { signal }),
  staleTime: refreshMs,
  refetchInterval: refreshMs,
});

/** How many lines share a request for their sparklines. */
export const linesPerBlock = 40;

/** The sparklines of the series of one block of lines. */
export const sparklinesQuery = (seriesIds: number[]) =>
  queryOptions({
    queryKey: ['models', 'sparklines', seriesIds.join(',')],
    queryFn: ({ signal }) =>
      fetchJson<Sparklines>(`/api/overview/sparklines?series=${seriesIds.join(',')}`, { signal }),
    staleTime: 5 * refreshMs,
    placeholderData: keepPreviousData,
    enabled: seriesIds.length > 0,
  });

export function loadSample() {
  return fetchJson<{ model_id: string }>('/api/sample', { method: 'POST' });
}

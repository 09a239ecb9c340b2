import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { fetchJson } from '@/lib/http/client';
import type { Overview } from '@/lib/schemas/overview';
import type { TrendList } from '@/lib/schemas/trends';

/** Changes of states come as events; what only moves with the points is fetched again so often. */
const refreshMs = 60_000;

/** Every model as a light row. */
export const overviewQuery = queryOptions({
  queryKey: ['models', 'overview'],
  queryFn: ({ signal }) => fetchJson<Overview>('/api/overview', { signal }),
  staleTime: refreshMs,
  refetchInterval: refreshMs,
});

/** How many lines share a request for their trends. */
export const linesPerBlock = 40;

/** How the series of one block of lines went in the last 30 days; the server reads them anew every ten minutes. */
export const trendsQuery = (seriesIds: number[]) =>
  queryOptions({
    queryKey: ['models', 'trends', seriesIds.join(',')],
    queryFn: ({ signal }) =>
      fetchJson<TrendList>(`/api/series/trends?ids=${seriesIds.join(',')}`, { signal }),
    staleTime: 10 * refreshMs,
    placeholderData: keepPreviousData,
    enabled: seriesIds.length > 0,
  });

export function loadSample() {
  return fetchJson<{ model_id: string }>('/api/sample', { method: 'POST' });
}

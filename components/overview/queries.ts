import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { fetchJson, requestNothing } from '@/lib/http/client';
import type { CreatedKey } from '@/lib/schemas/keys';
import type { Overview } from '@/lib/schemas/overview';
import type { TrendList } from '@/lib/schemas/trends';
import type { SavedView, SavedViewList } from '@/lib/schemas/views';
import { setupProgress } from './setup-progress';

/** Changes of states come as events; what only moves with the points is fetched again so often. */
const refreshMs = 60_000;

/** Who sets it up waits for what comes of each step. */
const setupRefreshMs = 7000;

/** Every model as a light row. */
export const overviewQuery = queryOptions({
  queryKey: ['models', 'overview'],
  queryFn: ({ signal }) => fetchJson<Overview>('/api/overview', { signal }),
  staleTime: refreshMs,
  refetchInterval: ({ state: { data } }) =>
    data && !setupProgress(data).isDone ? setupRefreshMs : refreshMs,
});

/** How many lines share a request for their trends. */
export const linesPerBlock = 100;

/**
 * How the series of one block of lines went in the last 30 days; the server reads them anew every ten
 * minutes.
 */
export const trendsQuery = (seriesIds: number[]) =>
  queryOptions({
    queryKey: ['models', 'trends', seriesIds.join(',')],
    queryFn: ({ signal }) =>
      fetchJson<TrendList>(`/api/series/trends?ids=${seriesIds.join(',')}`, { signal }),
    staleTime: 10 * refreshMs,
    placeholderData: keepPreviousData,
    enabled: seriesIds.length > 0,
  });

/** Saved views, which everybody shares. */
export const viewsQuery = queryOptions({
  queryKey: ['views'],
  queryFn: ({ signal }) => fetchJson<SavedViewList>('/api/views', { signal }),
  staleTime: 10 * refreshMs,
});

export function createView(input: { name: string; path: string; query: string }) {
  return fetchJson<SavedView>('/api/views', { method: 'POST', body: input });
}

export function deleteView(id: string) {
  return requestNothing(`/api/views/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

export function removeSample() {
  return requestNothing('/api/sample', { method: 'DELETE' });
}

export function loadSample() {
  return fetchJson<{ model_id: string }>('/api/sample', { method: 'POST' });
}

/** A key for the first point; returns the key itself. */
export const makeFirstKey = async () => {
  const body = { description: 'First point', scope: 'ingest' };
  return (await fetchJson<CreatedKey>('/api/keys', { method: 'POST', body })).secret;
};

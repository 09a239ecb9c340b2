import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { queryString, requestJson, requestNothing } from '@/lib/http/client';
import { incidentPageSchema, incidentSchema } from '@/lib/schemas/incidents';
import { type JobInput, jobSchema } from '@/lib/schemas/jobs';
import { type MetricPatch, metricSchema } from '@/lib/schemas/metrics';
import { modelSchema } from '@/lib/schemas/models';
import { deletedPointsSchema, seriesPointsSchema, seriesReadingsSchema } from '@/lib/schemas/series';
import type { DeletedRange } from './deleted-range';
import { joinPages } from './join-pages';
import type { RangeBounds } from './range';

const pollMs = 5000;
/** More than a chart has pixels for; the server keeps each bucket's extremes. */
const buckets = 600;

/** A model may have thousands of series; so many come at a time, those first that need attention most. */
const seriesAtOnce = 50;

export const modelQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['models', 'one', id],
    queryFn: ({ signal, pageParam }) =>
      requestJson(
        modelSchema,
        `/api/models/${encodeURIComponent(id)}${queryString({ series: seriesAtOnce, skip: pageParam })}`,
        { signal },
      ),
    initialPageParam: 0,
    getNextPageParam: ({ series_count }, _pages, skip) =>
      skip + seriesAtOnce < series_count ? skip + seriesAtOnce : undefined,
    select: ({ pages }) => joinPages(pages),
    // Every loaded page is fetched again; many of them less often.
    refetchInterval: (query) => pollMs * Math.max(1, query.state.data?.pages.length ?? 1),
  });

/** Newest first; the page shows these and says when there are older ones. */
export const modelIncidentsQuery = (modelId: string) =>
  queryOptions({
    queryKey: ['incidents', 'model', modelId],
    queryFn: ({ signal }) =>
      requestJson(incidentPageSchema, `/api/incidents${queryString({ model_id: modelId, limit: 200 })}`, {
        signal,
      }),
    refetchInterval: pollMs,
  });

/** `version` of the series: the charts of those that stand still are not fetched again. */
interface SeriesRequest {
  seriesId: number;
  version: number;
  bounds: RangeBounds;
  isVisible: boolean;
}

export const pointsQuery = ({ seriesId, version, bounds, isVisible }: SeriesRequest) =>
  queryOptions({
    queryKey: ['series', seriesId, 'points', bounds, version],
    queryFn: ({ signal }) =>
      requestJson(
        seriesPointsSchema,
        `/api/series/${seriesId}/points${queryString({ ...bounds, buckets })}`,
        {
          signal,
        },
      ),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: isVisible,
  });

/** How many points there are in a range, or in none. */
export const rangeCountQuery = (series: { id: number; version: number }, range: DeletedRange | null) =>
  queryOptions({
    queryKey: ['series', series.id, 'count', range, series.version],
    queryFn: async ({ signal }) => {
      const path = `/api/series/${series.id}/points${queryString({ ...range, buckets: 1 })}`;
      return (await requestJson(seriesPointsSchema, path, { signal })).total;
    },
    enabled: range !== null,
  });

/** Polled, since detectors change without any new point. */
export const readingsQuery = ({ seriesId, version, bounds, isVisible }: SeriesRequest) =>
  queryOptions({
    queryKey: ['series', seriesId, 'readings', bounds, version],
    queryFn: ({ signal }) =>
      requestJson(
        seriesReadingsSchema,
        `/api/series/${seriesId}/readings${queryString({ ...bounds, buckets })}`,
        { signal },
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 2 * pollMs,
    enabled: isVisible,
  });

export function patchMetric({ name, patch }: { name: string; patch: MetricPatch }) {
  return requestJson(metricSchema, `/api/metrics/${encodeURIComponent(name)}`, {
    method: 'PATCH',
    body: patch,
  });
}

export function adoptIncident({ id, from, comment }: { id: string; from: string; comment: string }) {
  return requestJson(incidentSchema, `/api/incidents/${encodeURIComponent(id)}/adopt`, {
    method: 'POST',
    body: { from, ...(comment !== '' && { comment }) },
  });
}

export function requestRetrain(input: JobInput) {
  return requestJson(jobSchema, '/api/jobs', { method: 'POST', body: input });
}

export function deleteModel(id: string) {
  return requestNothing(`/api/models/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

export function deleteSeries(id: number) {
  return requestNothing(`/api/series/${id}`, { method: 'DELETE' });
}

export function deletePoints({ seriesId, range }: { seriesId: number; range: DeletedRange }) {
  return requestJson(deletedPointsSchema, `/api/series/${seriesId}/points${queryString({ ...range })}`, {
    method: 'DELETE',
  });
}

import {
  hashKey,
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from '@tanstack/react-query';
import { fetchJson, queryString, requestNothing } from '@/lib/http/client';
import type { Annotation, AnnotationPage } from '@/lib/schemas/annotations';
import type { Comparison } from '@/lib/schemas/compare';
import type { Incident, IncidentPage } from '@/lib/schemas/incidents';
import type { Job, JobInput } from '@/lib/schemas/jobs';
import type { Metric, MetricPatch } from '@/lib/schemas/metrics';
import type { Model, SeriesSummary } from '@/lib/schemas/models';
import type { DeletedPoints, SeriesPoints, SeriesReadings } from '@/lib/schemas/series';
import type { DeletedRange } from './deleted-range';
import { inTurns } from './in-turns';
import { joinPages } from './join-pages';
import type { RangeBounds } from './range';
import { valueADayBefore } from './series-facts';

const minute = 60_000;
const day = 24 * 60 * minute;
/** Points are no events: what the page shows of them is asked for now and then. */
const pollMs = 15_000;
/** Up to so many points are drawn as they are, without means of buckets. */
export const mostRawPoints = 2000;
/**
 * For a series of more points, as many as a chart has pixels for; the server keeps each bucket's extremes.
 */
const manyBuckets = 600;
/** For the series that are only a part of the grey band, or of a mean. */
const fewBuckets = 200;

/** A model may have thousands of series; so many come at a time, those first that need attention most. */
export const seriesAtOnce = 100;

export const modelQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['models', 'one', id],
    queryFn: ({ signal, pageParam }) =>
      fetchJson<Model>(
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

export const incidentsAtOnce = 200;

/** Newest first; the page shows these and says when there are older ones. */
export const modelIncidentsQuery = (modelId: string) =>
  queryOptions({
    queryKey: ['incidents', 'model', modelId],
    queryFn: ({ signal }) =>
      fetchJson<IncidentPage>(`/api/incidents${queryString({ model_id: modelId, limit: incidentsAtOnce })}`, {
        signal,
      }),
  });

/** `version` changes with every point. */
type Versioned = Pick<SeriesSummary, 'id' | 'version'>;

/** What a chart is drawn from. */
export interface PointsRequest {
  series: Pick<SeriesSummary, 'id' | 'version' | 'point_count' | 'first_ts' | 'last_ts'>;
  bounds: RangeBounds;
  isVisible: boolean;
}

/** How many points lie in a range, if they lie evenly. */
function pointsExpected({ series, bounds }: PointsRequest): number {
  const firstMs = Date.parse(series.first_ts ?? '');
  const lastMs = Date.parse(series.last_ts ?? '');
  if (!(lastMs > firstMs)) return series.point_count;
  const shown = Math.min(lastMs, bounds.to ?? lastMs) - Math.max(firstMs, bounds.from ?? firstMs);
  return (series.point_count * Math.max(0, shown)) / (lastMs - firstMs);
}

/**
 * Twice as many expected, since points seldom lie evenly: the server sends buckets only where there are more.
 */
function bucketsFor(request: PointsRequest): number {
  return pointsExpected(request) <= 2 * mostRawPoints ? mostRawPoints : manyBuckets;
}

/** `version` of the series: the charts of those that stand still are not fetched again. */
export const pointsQuery = (request: PointsRequest) =>
  queryOptions({
    queryKey: ['series', request.series.id, 'points', request.bounds, request.series.version],
    queryFn: ({ signal }) =>
      fetchJson<SeriesPoints>(
        `/api/series/${request.series.id}/points${queryString({ ...request.bounds, buckets: bucketsFor(request) })}`,
        { signal },
      ),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: request.isVisible,
  });

/** The points of a series, coarsely, kept while others of its metric are fetched again. */
const fewPointsQuery = ({ id, version }: Versioned, bounds: RangeBounds) =>
  queryOptions({
    queryKey: ['series', id, 'few-points', bounds, version],
    queryFn: ({ signal }) =>
      fetchJson<SeriesPoints>(`/api/series/${id}/points${queryString({ ...bounds, buckets: fewBuckets })}`, {
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30 * minute,
  });

/** Fetches the points unless they are kept; of each series only those last asked for are. */
function fetchFewPoints(client: QueryClient, series: Versioned, bounds: RangeBounds) {
  const query = fewPointsQuery(series, bounds);
  const wanted = hashKey(query.queryKey);
  client.removeQueries({
    queryKey: query.queryKey.slice(0, 3),
    predicate: ({ queryHash }) => queryHash !== wanted,
  });
  return client.fetchQuery(query);
}

/**
 * The points of many series, coarsely: a few requests at a time, and anew at most once a minute, for those
 * that have moved on.
 */
export const manyPointsQuery = (series: Versioned[], bounds: RangeBounds, isVisible: boolean) =>
  queryOptions({
    queryKey: ['series', 'many', series.map(({ id }) => id), bounds],
    queryFn: ({ client, signal }) =>
      inTurns(series, (one) => {
        signal.throwIfAborted();
        return fetchFewPoints(client, one, bounds);
      }),
    placeholderData: keepPreviousData,
    staleTime: minute,
    refetchInterval: 2 * minute,
    enabled: isVisible && series.length > 0,
  });

/** What the table of a metric says of a series beside its present value. */
export interface SeriesFacts {
  /** Mean of the reference of the enabled run that is worst; null while there is none. */
  referenceMean: number | null;
  /** The newest value that is at least a day older than the newest one. */
  dayBefore: number | null;
}

async function fetchFacts(series: SeriesSummary, signal: AbortSignal): Promise<SeriesFacts> {
  const lastMs = Date.parse(series.last_ts ?? '');
  if (Number.isNaN(lastMs)) return { referenceMean: null, dayBefore: null };
  const known = valueADayBefore(series);
  const range = queryString({ from: Math.max(0, lastMs - 3 * day), to: lastMs - day, buckets: 1 });
  const [readings, points] = await Promise.all([
    fetchJson<SeriesReadings>(
      `/api/series/${series.id}/readings${queryString({ from: lastMs, buckets: 1 })}`,
      {
        signal,
      },
    ),
    known === undefined
      ? fetchJson<SeriesPoints>(`/api/series/${series.id}/points${range}`, { signal })
      : null,
  ]);
  const run = readings.items.find(({ enabled, windows }) => enabled && windows.reference !== null);
  return {
    referenceMean: run?.windows.reference?.mean ?? null,
    dayBefore: known ?? points?.items.at(-1)?.last ?? null,
  };
}

/** Anew every few minutes at most: a reference seldom changes. */
export const factsQuery = (series: SeriesSummary, isVisible: boolean) =>
  queryOptions({
    queryKey: ['series', series.id, 'facts'],
    queryFn: ({ signal }) => fetchFacts(series, signal),
    staleTime: 5 * minute,
    enabled: isVisible,
  });

/** How many points there are in a range, or in none. */
export const rangeCountQuery = (series: { id: number; version: number }, range: DeletedRange | null) =>
  queryOptions({
    queryKey: ['series', series.id, 'count', range, series.version],
    queryFn: async ({ signal }) => {
      const path = `/api/series/${series.id}/points${queryString({ ...range, buckets: 1 })}`;
      return (await fetchJson<SeriesPoints>(path, { signal })).total;
    },
    enabled: range !== null,
  });

/** Fetched again when the series has moved on, or an event says that a detector has changed. */
export const readingsQuery = (request: PointsRequest) =>
  queryOptions({
    queryKey: ['series', request.series.id, 'readings', request.bounds, request.series.version],
    queryFn: ({ signal }) =>
      fetchJson<SeriesReadings>(
        `/api/series/${request.series.id}/readings${queryString({ ...request.bounds, buckets: bucketsFor(request) })}`,
        { signal },
      ),
    placeholderData: keepPreviousData,
    enabled: request.isVisible,
  });

/** One side of a comparison: a stretch of a series, in epoch milliseconds. */
export interface ComparedSide {
  seriesId: number;
  fromMs: number;
  toMs: number;
}

export const comparisonQuery = (a: ComparedSide, b: ComparedSide, isVisible: boolean) =>
  queryOptions({
    queryKey: ['series', a.seriesId, 'compare', a, b],
    queryFn: ({ signal }) =>
      fetchJson<Comparison>(
        `/api/series/compare${queryString({
          ...{ a: a.seriesId, a_from: a.fromMs, a_to: a.toMs },
          ...{ b: b.seriesId, b_from: b.fromMs, b_to: b.toMs },
        })}`,
        { signal },
      ),
    staleTime: minute,
    enabled: isVisible,
  });

/** Deploys and notes of a model, newest first. */
export const annotationsQuery = (modelId: string) =>
  queryOptions({
    queryKey: ['annotations', modelId],
    queryFn: ({ signal }) =>
      fetchJson<AnnotationPage>(`/api/annotations${queryString({ model_id: modelId, limit: 200 })}`, {
        signal,
      }),
    staleTime: minute,
  });

/** What `POST /api/annotations` takes here; without a metric it is of the whole model. */
interface NewAnnotation extends Pick<Annotation, 'model_id' | 'kind' | 'text' | 'ts'> {
  metric?: string;
}

export function addAnnotation(input: NewAnnotation) {
  return fetchJson<Annotation>('/api/annotations', { method: 'POST', body: input });
}

export function deleteAnnotation(id: string) {
  return requestNothing(`/api/annotations/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

export function patchMetric({ name, patch }: { name: string; patch: MetricPatch }) {
  return fetchJson<Metric>(`/api/metrics/${encodeURIComponent(name)}`, {
    method: 'PATCH',
    body: patch,
  });
}

export function adoptIncident({ id, from, comment }: { id: string; from: string; comment: string }) {
  return fetchJson<Incident>(`/api/incidents/${encodeURIComponent(id)}/adopt`, {
    method: 'POST',
    body: { from, ...(comment !== '' && { comment }) },
  });
}

export function requestRetrain(input: JobInput) {
  return fetchJson<Job>('/api/jobs', { method: 'POST', body: input });
}

export function deleteModel(id: string) {
  return requestNothing(`/api/models/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

export function deleteSeries(id: number) {
  return requestNothing(`/api/series/${id}`, { method: 'DELETE' });
}

export function deletePoints({ seriesId, range }: { seriesId: number; range: DeletedRange }) {
  return fetchJson<DeletedPoints>(`/api/series/${seriesId}/points${queryString({ ...range })}`, {
    method: 'DELETE',
  });
}

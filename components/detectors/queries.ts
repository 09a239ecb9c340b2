import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { fetchJson, fetchLines, queryString, requestNothing } from '@/lib/http/client';
import type { DetectorChange } from '@/lib/schemas/detector-change';
import type { Detector, DetectorInput, DetectorPatch, Method } from '@/lib/schemas/detectors';
import type { EpisodeList } from '@/lib/schemas/episodes';
import type { IncidentPage } from '@/lib/schemas/incidents';
import type { Model, ModelPage } from '@/lib/schemas/models';
import type { Preview, PreviewInput, PreviewProgress } from '@/lib/schemas/preview';

export interface DetectorPage {
  items: Detector[];
  next_cursor: string | null;
}

export const detectorsPageSize = 100;

export const detectorsQuery = infiniteQueryOptions({
  queryKey: ['detectors', 'list'],
  queryFn: ({ signal, pageParam }) =>
    fetchJson<DetectorPage>(`/api/detectors${queryString({ limit: detectorsPageSize, cursor: pageParam })}`, {
      signal,
    }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next_cursor ?? undefined,
});

const onePath = (id: string) => `/api/detectors/${encodeURIComponent(id)}`;

export const detectorQuery = (id: string) =>
  queryOptions({
    queryKey: ['detectors', 'one', id],
    queryFn: ({ signal }) => fetchJson<Detector>(onePath(id), { signal }),
  });

/** The registry of the running server: it changes with a new version only. */
export const methodsQuery = queryOptions({
  queryKey: ['methods'],
  queryFn: ({ signal }) => fetchJson<{ items: Method[] }>('/api/methods', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

const newestIncidents = 200;

/** The newest incidents of all detectors: when each of them fired last, unless that is long ago. */
export const lastFiredQuery = queryOptions({
  queryKey: ['incidents', 'last-fired'],
  queryFn: async ({ signal }) => {
    const { items } = await fetchJson<IncidentPage>(`/api/incidents?limit=${newestIncidents}`, { signal });
    const times: Record<string, string> = {};
    for (const { detector_id: id, opened_ts } of items) {
      if (id !== null && (times[id] ?? '') < opened_ts) times[id] = opened_ts;
    }
    return times;
  },
  staleTime: 60_000,
});

/** How many models the patterns are tried on while one types; the preview counts all of them. */
const modelsAtOnce = 1000;

/** Models with their metrics, without their series. */
export const patternModelsQuery = queryOptions({
  queryKey: ['models', 'for-patterns'],
  queryFn: async ({ signal }): Promise<{ models: Model[]; isComplete: boolean }> => {
    const query = queryString({ limit: modelsAtOnce, series: 0 });
    const { items, next_cursor } = await fetchJson<ModelPage>(`/api/models${query}`, { signal });
    return { models: items, isComplete: next_cursor === null };
  },
  staleTime: 60_000,
});

export const mostEpisodes = 50;

export const episodesQuery = (id: string) =>
  queryOptions({
    queryKey: ['detectors', 'episodes', id],
    queryFn: ({ signal }) =>
      fetchJson<EpisodeList>(`${onePath(id)}/episodes?limit=${mostEpisodes}`, { signal }),
    // Readings are too many to be announced.
    refetchInterval: 60_000,
  });

/** As the API takes it; times as a query string or JSON gives them. */
export type PreviewRequest = Partial<Omit<PreviewInput, 'from' | 'to' | 'reference'>> & {
  metric_pattern: string;
  method: string;
  from?: string;
  reference?: { from: string; to: string };
};

type PreviewLine =
  | { progress: PreviewProgress }
  | { result: Preview }
  | { problem: { status: number; detail: string } };

/** Asks what a detector would do; aborting `signal` ends the work on the server too. */
export async function requestPreview(
  body: PreviewRequest,
  options: { signal?: AbortSignal; onProgress?: (progress: PreviewProgress) => void },
): Promise<Preview> {
  const { onProgress, signal } = options;
  if (!onProgress) {
    return fetchJson<Preview>('/api/detectors/preview', { method: 'POST', body, ...(signal && { signal }) });
  }
  let result: Preview | undefined;
  let problem: string | undefined;
  await fetchLines('/api/detectors/preview', { method: 'POST', body, ...(signal && { signal }) }, (line) => {
    const said = line as PreviewLine;
    if ('progress' in said) onProgress(said.progress);
    else if ('result' in said) result = said.result;
    else problem = said.problem.detail;
  });
  if (!result) throw new PreviewFailure(problem ?? 'The preview ended without an answer.');
  return result;
}

/** What the server refused to preview, in its words. */
export class PreviewFailure extends Error {}

/** One part of a preview; the one before stays until it is there, and one that nobody waits for is ended. */
export const previewQuery = (body: PreviewRequest | null, onProgress?: (progress: PreviewProgress) => void) =>
  queryOptions({
    queryKey: ['preview', body],
    queryFn: ({ signal }) =>
      requestPreview(body as PreviewRequest, { signal, ...(onProgress && { onProgress }) }),
    enabled: body !== null,
    placeholderData: keepPreviousData,
    retry: (count, error) => !(error instanceof PreviewFailure) && count < 2,
    staleTime: 60_000,
    gcTime: 60_000,
  });

/** Creates without an id, changes with one. */
export function saveDetector({ id, input }: { id: string | undefined; input: DetectorInput }) {
  return id === undefined
    ? fetchJson<Detector>('/api/detectors', { method: 'POST', body: input })
    : fetchJson<Detector>(onePath(id), { method: 'PATCH', body: input });
}

export function patchDetector({ id, patch }: { id: string; patch: DetectorPatch }) {
  return fetchJson<Detector>(onePath(id), { method: 'PATCH', body: patch });
}

/** What a change would do to open incidents; changes nothing. */
export function dryRunPatch(id: string, patch: DetectorPatch, signal?: AbortSignal) {
  return fetchJson<DetectorChange>(`${onePath(id)}?dry_run=true`, {
    method: 'PATCH',
    body: patch,
    ...(signal && { signal }),
  });
}

export function dryRunDelete(id: string, signal?: AbortSignal) {
  return fetchJson<DetectorChange>(`${onePath(id)}?dry_run=true`, {
    method: 'DELETE',
    ...(signal && { signal }),
  });
}

export function deleteDetector(id: string) {
  return requestNothing(onePath(id), { method: 'DELETE' });
}

/** Takes a deletion back, for an hour. */
export function restoreDetector(id: string) {
  return fetchJson<Detector>(`${onePath(id)}/restore`, { method: 'POST' });
}

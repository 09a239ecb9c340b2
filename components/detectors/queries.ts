import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { queryString, requestJson, requestNothing } from '@/lib/http/client';
import { pageSchema } from '@/lib/schemas/common';
import {
  type DetectorInput,
  type DetectorPatch,
  detectorSchema,
  methodSchema,
} from '@/lib/schemas/detectors';
import { type Model, maxListedModels, modelPageSchema } from '@/lib/schemas/models';

const detectorPageSchema = pageSchema(detectorSchema);
const methodListSchema = z.object({ items: z.array(methodSchema) });

export const detectorsQuery = infiniteQueryOptions({
  queryKey: ['detectors'],
  queryFn: ({ signal, pageParam }) =>
    requestJson(detectorPageSchema, `/api/detectors${queryString({ limit: 100, cursor: pageParam })}`, {
      signal,
    }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next_cursor ?? undefined,
});

/** The registry of the running server: it changes with a new version only. */
export const methodsQuery = queryOptions({
  queryKey: ['methods'],
  queryFn: ({ signal }) => requestJson(methodListSchema, '/api/methods', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

/** How many models the preview of a pattern looks at. */
const maxPages = 5;

/** Models to try a pattern on; `isComplete` tells whether these are all. */
export const patternModelsQuery = queryOptions({
  queryKey: ['models', 'for-patterns'],
  queryFn: async ({ signal }) => {
    const models: Model[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < maxPages; page++) {
      const query = queryString({ limit: maxListedModels, series: 0, cursor });
      const { items, next_cursor } = await requestJson(modelPageSchema, `/api/models${query}`, { signal });
      models.push(...items);
      if (next_cursor === null) return { models, isComplete: true };
      cursor = next_cursor;
    }
    return { models, isComplete: false };
  },
});

const onePath = (id: string) => `/api/detectors/${encodeURIComponent(id)}`;

/** Creates without an id, changes with one. */
export function saveDetector({ id, input }: { id: string | undefined; input: DetectorInput }) {
  return id === undefined
    ? requestJson(detectorSchema, '/api/detectors', { method: 'POST', body: input })
    : requestJson(detectorSchema, onePath(id), { method: 'PATCH', body: input });
}

export function patchDetector({ id, patch }: { id: string; patch: DetectorPatch }) {
  return requestJson(detectorSchema, onePath(id), { method: 'PATCH', body: patch });
}

export function deleteDetector(id: string) {
  return requestNothing(onePath(id), { method: 'DELETE' });
}

import { z } from 'zod';
import { type Api, callApi } from './call-api';
import { type SampleDetector, sampleDetectors } from './sample-detectors';

/** What the sample needs to know about a detector of the app. */
const knownDetectorSchema = z.object({ id: z.string(), name: z.string() });
const knownDetectorPageSchema = z.object({
  items: z.array(knownDetectorSchema),
  next_cursor: z.string().nullable(),
});

async function listNames(api: Api): Promise<Set<string>> {
  const names = new Set<string>();
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ limit: '200', ...(cursor !== null && { cursor }) });
    const page: z.infer<typeof knownDetectorPageSchema> = await callApi(
      api,
      `/api/detectors?${query}`,
      knownDetectorPageSchema,
    );
    for (const { name } of page.items) names.add(name.toLowerCase());
    cursor = page.next_cursor;
  } while (cursor !== null);
  return names;
}

/**
 * Creates the detectors of the sample that the app does not have yet, by name, and returns them. A detector
 * that a person has edited or disabled since is not touched.
 */
export async function ensureDetectors(api: Api): Promise<SampleDetector[]> {
  const names = await listNames(api);
  const missing = sampleDetectors.filter(({ name }) => !names.has(name.toLowerCase()));
  for (const detector of missing) await callApi(api, '/api/detectors', knownDetectorSchema, detector);
  return missing;
}

import { onlyAllows, readJson, route } from '@/lib/http/server';
import { ingestPoints } from '@/lib/ingest/ingest-points';

/** Takes metric points: one, an array, or `{points: [...]}`. A 200 means stored, evaluated and durable. */
export const POST = route(async (request) =>
  Response.json(await ingestPoints({ body: await readJson(request) })),
);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('POST');

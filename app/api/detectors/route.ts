import { caller } from '@/lib/http/caller';
import { onlyAllows, readJson, readQuery, route } from '@/lib/http/server';
import { pageQuerySchema } from '@/lib/schemas/common';
import { createDetector } from '@/lib/services/detectors/create-detector';
import { listDetectors } from '@/lib/services/detectors/list-detectors';

export const GET = route(async (request) =>
  Response.json(await listDetectors({ actor: caller(), input: readQuery(request, pageQuerySchema) })),
);

export const POST = route(async (request) =>
  Response.json(await createDetector({ actor: caller(), input: await readJson(request) }), { status: 201 }),
);

export const { PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET', 'POST');

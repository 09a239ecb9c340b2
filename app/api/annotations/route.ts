import { caller } from '@/lib/http/caller';
import { onlyAllows, readJson, readQuery, route } from '@/lib/http/server';
import { annotationQuerySchema } from '@/lib/schemas/annotations';
import { createAnnotation } from '@/lib/services/annotations/create-annotation';
import { listAnnotations } from '@/lib/services/annotations/list-annotations';

export const GET = route(async (request) =>
  Response.json(await listAnnotations({ actor: caller(), input: readQuery(request, annotationQuerySchema) })),
);

export const POST = route(async (request) =>
  Response.json(await createAnnotation({ actor: caller(), input: await readJson(request) }), { status: 201 }),
);

export const { PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET', 'POST');

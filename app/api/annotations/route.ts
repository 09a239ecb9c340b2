import { onlyAllows, readJson, readQuery, route } from '@/lib/http/server';
import { annotationQuerySchema } from '@/lib/schemas/annotations';
import { createAnnotation } from '@/lib/services/annotations/create-annotation';
import { listAnnotations } from '@/lib/services/annotations/list-annotations';
import { operator } from '@/lib/services/call';

export const GET = route(async (request) =>
  Response.json(await listAnnotations({ actor: operator, input: readQuery(request, annotationQuerySchema) })),
);

export const POST = route(async (request) =>
  Response.json(await createAnnotation({ actor: operator, input: await readJson(request) }), { status: 201 }),
);

export const { PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET', 'POST');

import { onlyAllows, readQuery, route } from '@/lib/http/server';
import { modelQuerySchema } from '@/lib/schemas/models';
import { operator } from '@/lib/services/call';
import { listModels } from '@/lib/services/models/list-models';

export const GET = route(async (request) =>
  Response.json(await listModels({ actor: operator, input: readQuery(request, modelQuerySchema) })),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');

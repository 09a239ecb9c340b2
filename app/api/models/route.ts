import { caller } from '@/lib/http/caller';
import { onlyAllows, readQuery, route } from '@/lib/http/server';
import { modelQuerySchema } from '@/lib/schemas/models';
import { listModels } from '@/lib/services/models/list-models';

export const GET = route(async (request) =>
  Response.json(await listModels({ actor: caller(), input: readQuery(request, modelQuerySchema) })),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');

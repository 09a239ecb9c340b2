import { caller } from '@/lib/http/caller';
import { onlyAllows, readQuery, route } from '@/lib/http/server';
import { trendQuerySchema } from '@/lib/schemas/trends';
import { listTrends } from '@/lib/services/series/list-trends';

export const GET = route(async (request) =>
  Response.json(await listTrends({ actor: caller(), input: readQuery(request, trendQuerySchema) })),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');

import { onlyAllows, readQuery, route } from '@/lib/http/server';
import { trendQuerySchema } from '@/lib/schemas/trends';
import { operator } from '@/lib/services/call';
import { listTrends } from '@/lib/services/series/list-trends';

export const GET = route(async (request) =>
  Response.json(await listTrends({ actor: operator, input: readQuery(request, trendQuerySchema) })),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');

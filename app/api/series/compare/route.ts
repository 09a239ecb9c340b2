import { caller } from '@/lib/http/caller';
import { onlyAllows, readQuery, route } from '@/lib/http/server';
import { compareQuerySchema } from '@/lib/schemas/compare';
import { compareSeries } from '@/lib/services/series/compare-series';

export const GET = route(async (request) =>
  Response.json(await compareSeries({ actor: caller(), input: readQuery(request, compareQuerySchema) })),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');

import { onlyAllows, readQuery, route } from '@/lib/http/server';
import { rangeQuerySchema } from '@/lib/schemas/series';
import { operator } from '@/lib/services/call';
import { getPoints } from '@/lib/services/series/get-points';

export const GET = route<{ id: string }>(async (request, { params }) => {
  const { id } = await params;
  const query = readQuery(request, rangeQuerySchema);
  return Response.json(await getPoints({ actor: operator, input: { seriesId: id, query } }));
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');

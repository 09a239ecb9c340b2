import { caller } from '@/lib/http/caller';
import { onlyAllows, readQuery, route } from '@/lib/http/server';
import { rangeQuerySchema } from '@/lib/schemas/series';
import { getReadings } from '@/lib/services/series/get-readings';

export const GET = route<{ id: string }>(async (request, { params }) => {
  const { id } = await params;
  const query = readQuery(request, rangeQuerySchema);
  return Response.json(await getReadings({ actor: caller(), input: { seriesId: id, query } }));
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');

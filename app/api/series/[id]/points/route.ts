import { caller } from '@/lib/http/caller';
import { onlyAllows, readQuery, route } from '@/lib/http/server';
import { deletedRangeSchema, rangeQuerySchema } from '@/lib/schemas/series';
import { deletePoints } from '@/lib/services/series/delete-points';
import { getPoints } from '@/lib/services/series/get-points';

export const GET = route<{ id: string }>(async (request, { params }) => {
  const { id } = await params;
  const query = readQuery(request, rangeQuerySchema);
  return Response.json(await getPoints({ actor: caller(), input: { seriesId: id, query } }));
});

export const DELETE = route<{ id: string }>(async (request, { params }) => {
  const { id } = await params;
  const range = readQuery(request, deletedRangeSchema);
  const result = await deletePoints({ actor: caller(), input: { seriesId: id, range } });
  return Response.json(result, { status: result.done ? 200 : 202 });
});

export const { POST, PUT, PATCH, OPTIONS } = onlyAllows('GET', 'DELETE');

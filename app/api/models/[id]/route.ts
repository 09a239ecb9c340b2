import { caller } from '@/lib/http/caller';
import { onlyAllows, readQuery, route } from '@/lib/http/server';
import { oneModelQuerySchema } from '@/lib/schemas/models';
import { deleteModel } from '@/lib/services/models/delete-model';
import { getModel } from '@/lib/services/models/get-model';

export const GET = route<{ id: string }>(async (request, { params }) => {
  const { id } = await params;
  const query = readQuery(request, oneModelQuerySchema);
  return Response.json(await getModel({ actor: caller(), input: { id, ...query } }));
});

export const DELETE = route<{ id: string }>(async (_request, { params }) => {
  const { id } = await params;
  await deleteModel({ actor: caller(), input: { id } });
  return new Response(null, { status: 204 });
});

export const { POST, PUT, PATCH, OPTIONS } = onlyAllows('GET', 'DELETE');

import { onlyAllows, readQuery, route } from '@/lib/http/server';
import { oneModelQuerySchema } from '@/lib/schemas/models';
import { operator } from '@/lib/services/call';
import { getModel } from '@/lib/services/models/get-model';

export const GET = route<{ id: string }>(async (request, { params }) => {
  const { id } = await params;
  const query = readQuery(request, oneModelQuerySchema);
  return Response.json(await getModel({ actor: operator, input: { id, ...query } }));
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');

import { onlyAllows, route } from '@/lib/http/server';
import { operator } from '@/lib/services/call';
import { getModel } from '@/lib/services/models/get-model';

export const GET = route<{ id: string }>(async (_request, { params }) => {
  const { id } = await params;
  return Response.json(await getModel({ actor: operator, input: { id } }));
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');

import { onlyAllows, route } from '@/lib/http/server';
import { operator } from '@/lib/services/call';
import { deleteView } from '@/lib/services/views/delete-view';

export const DELETE = route<{ id: string }>(async (_request, { params }) => {
  const { id } = await params;
  await deleteView({ actor: operator, input: { id } });
  return new Response(null, { status: 204 });
});

export const { GET, POST, PUT, PATCH, OPTIONS } = onlyAllows('DELETE');

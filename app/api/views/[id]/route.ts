import { caller } from '@/lib/http/caller';
import { onlyAllows, route } from '@/lib/http/server';
import { deleteView } from '@/lib/services/views/delete-view';

export const DELETE = route<{ id: string }>(async (_request, { params }) => {
  const { id } = await params;
  await deleteView({ actor: caller(), input: { id } });
  return new Response(null, { status: 204 });
});

export const { GET, POST, PUT, PATCH, OPTIONS } = onlyAllows('DELETE');

import { caller } from '@/lib/http/caller';
import { onlyAllows, route } from '@/lib/http/server';
import { deleteAnnotation } from '@/lib/services/annotations/delete-annotation';

export const DELETE = route<{ id: string }>(async (_request, { params }) => {
  const { id } = await params;
  await deleteAnnotation({ actor: caller(), input: { id } });
  return new Response(null, { status: 204 });
});

export const { GET, POST, PUT, PATCH, OPTIONS } = onlyAllows('DELETE');

import { caller } from '@/lib/http/caller';
import { onlyAllows, route } from '@/lib/http/server';
import { visitOf } from '@/lib/http/visit-of';
import { endOwnSessions } from '@/lib/services/identity/end-own-sessions';

export const DELETE = route<{ id: string }>(async (request, { params }) => {
  const { id } = await params;
  await endOwnSessions({ actor: caller(), input: { id, visit: visitOf(request) } });
  return new Response(null, { status: 204 });
});

export const { GET, POST, PUT, PATCH, OPTIONS } = onlyAllows('DELETE');

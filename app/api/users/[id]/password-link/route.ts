import { caller } from '@/lib/http/caller';
import { onlyAllows, route } from '@/lib/http/server';
import { visitOf } from '@/lib/http/visit-of';
import { renewPasswordLink } from '@/lib/services/identity/renew-password-link';

export const POST = route<{ id: string }>(async (request, { params }) => {
  const { id } = await params;
  const input = { id, origin: visitOf(request).origin };
  return Response.json(await renewPasswordLink({ actor: caller(), input }), { status: 201 });
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('POST');

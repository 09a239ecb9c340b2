import { caller } from '@/lib/http/caller';
import { onlyAllows, route } from '@/lib/http/server';
import { visitOf } from '@/lib/http/visit-of';
import { endOwnSessions } from '@/lib/services/identity/end-own-sessions';
import { listSessions } from '@/lib/services/identity/list-sessions';

export const GET = route(async (request) =>
  Response.json(await listSessions({ actor: caller(), input: { visit: visitOf(request) } })),
);

export const DELETE = route(async (request) => {
  await endOwnSessions({ actor: caller(), input: { visit: visitOf(request) } });
  return new Response(null, { status: 204 });
});

export const { POST, PUT, PATCH, OPTIONS } = onlyAllows('GET', 'DELETE');

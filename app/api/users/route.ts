import { caller } from '@/lib/http/caller';
import { onlyAllows, readJson, route } from '@/lib/http/server';
import { visitOf } from '@/lib/http/visit-of';
import { createUser } from '@/lib/services/identity/create-user';
import { listUsers } from '@/lib/services/identity/list-users';

export const GET = route(async () => Response.json(await listUsers({ actor: caller(), input: {} })));

export const POST = route(async (request) => {
  const input = { body: await readJson(request), origin: visitOf(request).origin };
  return Response.json(await createUser({ actor: caller(), input }), { status: 201 });
});

export const { PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET', 'POST');

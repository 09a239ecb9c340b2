import { caller } from '@/lib/http/caller';
import { onlyAllows, readJson, route } from '@/lib/http/server';
import { visitOf } from '@/lib/http/visit-of';
import { changePassword } from '@/lib/services/identity/change-password';

export const POST = route(async (request) => {
  const input = { body: await readJson(request), visit: visitOf(request) };
  await changePassword({ actor: caller(), input });
  return new Response(null, { status: 204 });
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('POST');

import { caller } from '@/lib/http/caller';
import { onlyAllows, readJson, route } from '@/lib/http/server';
import { visitOf } from '@/lib/http/visit-of';
import { updateAccount } from '@/lib/services/identity/update-account';

export const PATCH = route(async (request) => {
  const input = { body: await readJson(request), visit: visitOf(request) };
  await updateAccount({ actor: caller(), input });
  return new Response(null, { status: 204 });
});

export const { GET, POST, PUT, DELETE, OPTIONS } = onlyAllows('PATCH');

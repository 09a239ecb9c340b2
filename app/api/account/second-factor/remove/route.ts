import { caller } from '@/lib/http/caller';
import { onlyAllows, readJson, route } from '@/lib/http/server';
import { visitOf } from '@/lib/http/visit-of';
import { withCookies } from '@/lib/http/with-cookies';
import { removeSecondFactor } from '@/lib/services/identity/remove-second-factor';

export const POST = route(async (request) => {
  const input = { body: await readJson(request), visit: visitOf(request) };
  return withCookies({}, await removeSecondFactor({ actor: caller(), input }));
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('POST');

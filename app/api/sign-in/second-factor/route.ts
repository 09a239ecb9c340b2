import { onlyAllows, readJson, route } from '@/lib/http/server';
import { visitOf } from '@/lib/http/visit-of';
import { withCookies } from '@/lib/http/with-cookies';
import { signInSecondFactor } from '@/lib/services/identity/sign-in-second-factor';
import { visitor } from '@/lib/services/identity/visitor';

export const POST = route(async (request) => {
  const input = { body: await readJson(request), visit: visitOf(request) };
  const { body, setCookies } = await signInSecondFactor({ actor: visitor, input });
  return withCookies(body, setCookies);
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('POST');

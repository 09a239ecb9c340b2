import { onlyAllows, readOptionalJson, route } from '@/lib/http/server';
import { visitOf } from '@/lib/http/visit-of';
import { withCookies } from '@/lib/http/with-cookies';
import { beginProviderSignIn } from '@/lib/services/identity/begin-provider-sign-in';
import { visitor } from '@/lib/services/identity/visitor';

export const POST = route(async (request) => {
  const input = { body: await readOptionalJson(request), visit: visitOf(request) };
  const { body, setCookies } = await beginProviderSignIn({ actor: visitor, input });
  return withCookies(body, setCookies);
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('POST');

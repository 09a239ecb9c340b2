import { onlyAllows, readJson, route } from '@/lib/http/server';
import { visitOf } from '@/lib/http/visit-of';
import { withCookies } from '@/lib/http/with-cookies';
import { signIn } from '@/lib/services/identity/sign-in';
import { signInOptions } from '@/lib/services/identity/sign-in-options';
import { visitor } from '@/lib/services/identity/visitor';

export const GET = route(async () => Response.json(await signInOptions({ actor: visitor, input: {} })));

export const POST = route(async (request) => {
  const input = { body: await readJson(request), visit: visitOf(request) };
  const { body, setCookies } = await signIn({ actor: visitor, input });
  return withCookies(body, setCookies);
});

export const { PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET', 'POST');

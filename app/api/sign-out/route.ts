import { onlyAllows, route } from '@/lib/http/server';
import { visitOf } from '@/lib/http/visit-of';
import { withCookies } from '@/lib/http/with-cookies';
import { signOut } from '@/lib/services/identity/sign-out';
import { visitor } from '@/lib/services/identity/visitor';

export const POST = route(async (request) => {
  const response = withCookies({}, await signOut({ actor: visitor, input: { visit: visitOf(request) } }));
  // Not "storage": it holds the theme and the like, and nothing of what somebody saw.
  response.headers.set('clear-site-data', '"cache"');
  return response;
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('POST');

import { onlyAllows, streamRoute } from '@/lib/http/server';
import { visitOf } from '@/lib/http/visit-of';
import { endProviderSignIn } from '@/lib/services/identity/end-provider-sign-in';
import { visitor } from '@/lib/services/identity/visitor';

/**
 * Not among the reads: it waits for the provider, and its response belongs to one browser, whoever else asks
 * for the same.
 */
export const GET = streamRoute(async (request) => {
  const input = { query: new URL(request.url).searchParams, visit: visitOf(request) };
  const { location, setCookies } = await endProviderSignIn({ actor: visitor, input });
  const response = new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } });
  for (const cookie of setCookies) response.headers.append('set-cookie', cookie);
  return response;
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');

import { onlyAllows, readJson, route } from '@/lib/http/server';
import { visitOf } from '@/lib/http/visit-of';
import { requestPasswordLink } from '@/lib/services/identity/request-password-link';
import { visitor } from '@/lib/services/identity/visitor';

export const POST = route(async (request) => {
  const input = { body: await readJson(request), origin: visitOf(request).origin };
  await requestPasswordLink({ actor: visitor, input });
  return Response.json({}, { status: 202 });
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('POST');

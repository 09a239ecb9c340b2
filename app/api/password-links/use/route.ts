import { onlyAllows, readJson, route } from '@/lib/http/server';
import { usePasswordLink } from '@/lib/services/identity/use-password-link';
import { visitor } from '@/lib/services/identity/visitor';

export const POST = route(async (request) => {
  await usePasswordLink({ actor: visitor, input: await readJson(request) });
  return Response.json({});
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('POST');

import { caller } from '@/lib/http/caller';
import { onlyAllows, readJson, route } from '@/lib/http/server';
import { visitOf } from '@/lib/http/visit-of';
import { beginSecondFactor } from '@/lib/services/identity/begin-second-factor';

export const POST = route(async (request) => {
  const input = { body: await readJson(request), visit: visitOf(request) };
  return Response.json(await beginSecondFactor({ actor: caller(), input }));
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('POST');

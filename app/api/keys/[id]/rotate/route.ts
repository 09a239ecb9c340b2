import { caller } from '@/lib/http/caller';
import { onlyAllows, readOptionalJson, route } from '@/lib/http/server';
import { rotateKey } from '@/lib/services/keys/rotate-key';

export const POST = route<{ id: string }>(async (request, { params }) => {
  const { id } = await params;
  const body = await readOptionalJson(request);
  return Response.json(await rotateKey({ actor: caller(), input: { id, body } }), { status: 201 });
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('POST');

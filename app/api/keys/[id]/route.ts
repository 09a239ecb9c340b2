import { caller } from '@/lib/http/caller';
import { onlyAllows, readJson, route } from '@/lib/http/server';
import { revokeKey } from '@/lib/services/keys/revoke-key';
import { updateKey } from '@/lib/services/keys/update-key';

export const PATCH = route<{ id: string }>(async (request, { params }) => {
  const { id } = await params;
  return Response.json(await updateKey({ actor: caller(), input: { id, body: await readJson(request) } }));
});

export const DELETE = route<{ id: string }>(async (_request, { params }) => {
  const { id } = await params;
  await revokeKey({ actor: caller(), input: { id } });
  return new Response(null, { status: 204 });
});

export const { GET, POST, PUT, OPTIONS } = onlyAllows('PATCH', 'DELETE');

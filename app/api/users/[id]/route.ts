import { caller } from '@/lib/http/caller';
import { onlyAllows, readJson, route } from '@/lib/http/server';
import { updateUser } from '@/lib/services/identity/update-user';

export const PATCH = route<{ id: string }>(async (request, { params }) => {
  const { id } = await params;
  return Response.json(await updateUser({ actor: caller(), input: { id, body: await readJson(request) } }));
});

export const { GET, POST, PUT, DELETE, OPTIONS } = onlyAllows('PATCH');

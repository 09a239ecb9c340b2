import { caller } from '@/lib/http/caller';
import { onlyAllows, route } from '@/lib/http/server';
import { removeUserSecondFactor } from '@/lib/services/identity/remove-user-second-factor';

export const DELETE = route<{ id: string }>(async (_request, { params }) => {
  const { id } = await params;
  await removeUserSecondFactor({ actor: caller(), input: { id } });
  return new Response(null, { status: 204 });
});

export const { GET, POST, PUT, PATCH, OPTIONS } = onlyAllows('DELETE');

import { caller } from '@/lib/http/caller';
import { onlyAllows, route } from '@/lib/http/server';
import { getIncident } from '@/lib/services/incidents/get-incident';

/** One incident with its frozen evidence. */
export const GET = route<{ id: string }>(async (_request, { params }) => {
  const { id } = await params;
  return Response.json(await getIncident({ actor: caller(), input: { id } }));
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');

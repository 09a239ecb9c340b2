import { onlyAllows, route } from '@/lib/http/server';
import { operator } from '@/lib/services/call';
import { getIncident } from '@/lib/services/incidents/get-incident';

/** One incident with its frozen evidence. */
export const GET = route<{ id: string }>(async (_request, { params }) => {
  const { id } = await params;
  return Response.json(await getIncident({ actor: operator, input: { id } }));
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');

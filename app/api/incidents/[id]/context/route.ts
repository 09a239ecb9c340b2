import { caller } from '@/lib/http/caller';
import { onlyAllows, route } from '@/lib/http/server';
import { getIncidentContext } from '@/lib/services/incidents/get-incident-context';

/** Where else and with what an incident came, and what was done about it. */
export const GET = route<{ id: string }>(async (_request, { params }) => {
  const { id } = await params;
  return Response.json(await getIncidentContext({ actor: caller(), input: { id } }));
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');

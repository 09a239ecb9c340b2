import { caller } from '@/lib/http/caller';
import { onlyAllows, readOptionalJson, route } from '@/lib/http/server';
import { adoptIncident } from '@/lib/services/incidents/adopt-incident';

/** Takes the level since the change as normal, which ends the incident. */
export const POST = route<{ id: string }>(async (request, { params }) => {
  const { id } = await params;
  const body = await readOptionalJson(request);
  return Response.json(await adoptIncident({ actor: caller(), input: { id, body } }));
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('POST');

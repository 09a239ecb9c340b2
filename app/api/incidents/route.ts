import { caller } from '@/lib/http/caller';
import { onlyAllows, readQuery, route } from '@/lib/http/server';
import { incidentQuerySchema } from '@/lib/schemas/incidents';
import { listIncidents } from '@/lib/services/incidents/list-incidents';

export const GET = route(async (request) =>
  Response.json(await listIncidents({ actor: caller(), input: readQuery(request, incidentQuerySchema) })),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');

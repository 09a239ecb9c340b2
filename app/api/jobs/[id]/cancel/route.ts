import { onlyAllows, readOptionalJson, route } from '@/lib/http/server';
import { operator } from '@/lib/services/call';
import { cancelJob } from '@/lib/services/jobs/cancel-job';

export const POST = route<{ id: string }>(async (request, { params }) => {
  const { id } = await params;
  const body = await readOptionalJson(request);
  return Response.json(await cancelJob({ actor: operator, input: { id, body } }));
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('POST');

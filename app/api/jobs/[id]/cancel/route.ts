import { caller } from '@/lib/http/caller';
import { onlyAllows, readOptionalJson, route } from '@/lib/http/server';
import { cancelJob } from '@/lib/services/jobs/cancel-job';

export const POST = route<{ id: string }>(async (request, { params }) => {
  const { id } = await params;
  const body = await readOptionalJson(request);
  return Response.json(await cancelJob({ actor: caller(), input: { id, body } }));
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('POST');

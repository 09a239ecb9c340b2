import { caller } from '@/lib/http/caller';
import { onlyAllows, readOptionalJson, route } from '@/lib/http/server';
import { failJob } from '@/lib/services/jobs/fail-job';

export const POST = route<{ id: string }>(async (request, { params }) => {
  const { id } = await params;
  const body = await readOptionalJson(request);
  return Response.json(await failJob({ actor: caller(), input: { id, body } }));
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('POST');

import { caller } from '@/lib/http/caller';
import { onlyAllows, readOptionalJson, route } from '@/lib/http/server';
import { approveJob } from '@/lib/services/jobs/approve-job';

export const POST = route<{ id: string }>(async (request, { params }) => {
  const { id } = await params;
  const body = await readOptionalJson(request);
  return Response.json(await approveJob({ actor: caller(), input: { id, body } }));
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('POST');

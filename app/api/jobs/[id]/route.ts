import { caller } from '@/lib/http/caller';
import { onlyAllows, route } from '@/lib/http/server';
import { getJob } from '@/lib/services/jobs/get-job';

/** One job with its audit trail. */
export const GET = route<{ id: string }>(async (_request, { params }) => {
  const { id } = await params;
  return Response.json(await getJob({ actor: caller(), input: { id } }));
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');

import { caller } from '@/lib/http/caller';
import { onlyAllows, readQuery, route } from '@/lib/http/server';
import { pageQuerySchema } from '@/lib/schemas/common';
import { listReasons } from '@/lib/services/jobs/list-reasons';

/** Every reason of a job, newest first: the job itself carries only some of them. */
export const GET = route<{ id: string }>(async (request, { params }) => {
  const { id } = await params;
  const query = readQuery(request, pageQuerySchema);
  return Response.json(await listReasons({ actor: caller(), input: { id, query } }));
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');

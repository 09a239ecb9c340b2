import { caller } from '@/lib/http/caller';
import { onlyAllows, readJson, readQuery, route } from '@/lib/http/server';
import { jobQuerySchema } from '@/lib/schemas/jobs';
import { listJobs } from '@/lib/services/jobs/list-jobs';
import { requestJob } from '@/lib/services/jobs/request-job';

export const GET = route(async (request) =>
  Response.json(await listJobs({ actor: caller(), input: readQuery(request, jobQuerySchema) })),
);

/** 201 for a new job, 200 when the request joined the model's open one. */
export const POST = route(async (request) => {
  const { job, opened } = await requestJob({ actor: caller(), input: await readJson(request) });
  return Response.json(job, { status: opened ? 201 : 200 });
});

export const { PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET', 'POST');

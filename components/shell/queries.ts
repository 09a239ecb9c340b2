import { queryOptions } from '@tanstack/react-query';
import { requestJson } from '@/lib/http/client';
import { jobPageSchema } from '@/lib/schemas/jobs';

/** Jobs that wait for a person; polled on every screen, it also tells whether the server answers. */
export const waitingJobsQuery = queryOptions({
  queryKey: ['jobs', 'waiting'],
  queryFn: ({ signal }) =>
    requestJson(jobPageSchema, '/api/jobs?status=pending_approval,deferred&limit=200', { signal }),
  refetchInterval: 4000,
});

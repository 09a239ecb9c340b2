import type { QueryClient } from '@tanstack/react-query';
import type { Job } from '@/lib/schemas/jobs';

type Cached = Partial<Job> & { items?: Job[]; pages?: { items: Job[] }[] };

const replaced = (items: Job[], job: Job) =>
  items.map((one) => (one.id === job.id ? { ...one, ...job } : one));

/** The cached answer with the job as it is now: pages of a list, one page, or the job itself. */
export function withJob(cached: unknown, job: Job): unknown {
  if (typeof cached !== 'object' || cached === null) return cached;
  const data = cached as Cached;
  if (Array.isArray(data.pages))
    return { ...data, pages: data.pages.map((page) => ({ ...page, items: replaced(page.items, job) })) };
  if (Array.isArray(data.items) && data.items.some(({ id }) => id === job.id))
    return { ...data, items: replaced(data.items, job) };
  return data.id === job.id ? { ...data, ...job } : cached;
}

/** Writes a job into every answer that holds it, so that no screen waits for a refetch. */
export function patchJobs(client: QueryClient, job: Job) {
  const isJobs = (key: readonly unknown[]) => key[1] !== 'earlier' && key[3] !== 'reasons';
  client.setQueriesData(
    { queryKey: ['jobs'], predicate: ({ queryKey }) => isJobs(queryKey) },
    (cached: unknown) => withJob(cached, job),
  );
}

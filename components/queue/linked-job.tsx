'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Notice } from '@/components/ui/notice';
import type { Job } from '@/lib/schemas/jobs';
import { JobCard } from './job-card';
import { type Decision, isOpenJob, jobsQuery, linkedJobQuery } from './queries';
import { linkedJobId, useHash, useScrollToHash } from './use-scroll-to-hash';

/** Undefined until every section has its first page. */
function useListedIds(): Set<string> | undefined {
  const waiting = useInfiniteQuery(jobsQuery('waiting')).data;
  const active = useInfiniteQuery(jobsQuery('active')).data;
  const past = useInfiniteQuery(jobsQuery('past')).data;
  if (!waiting || !active || !past) return undefined;
  const pages = [waiting, active, past].flatMap((part) => part.pages);
  return new Set(pages.flatMap((page) => page.items.map((job) => job.id)));
}

/** The job that the address names, above the sections while none of them has come as far as it. */
export function LinkedJob({ onDecide }: { onDecide: (job: Job, decision: Decision) => void }) {
  const id = linkedJobId(useHash());
  const listed = useListedIds();
  const isMissing = id !== null && listed !== undefined && !listed.has(id);
  const { data: job, error } = useQuery({ ...linkedJobQuery(id ?? ''), enabled: isMissing });
  useScrollToHash(isMissing && job ? [`job-${job.id}`] : []);
  if (!isMissing || (!job && !error)) return null;
  return (
    <section aria-labelledby="linked-title" className="mb-8">
      <h2 id="linked-title" className="mb-3 text-base font-semibold">
        From your link
      </h2>
      {job ? (
        <ul>
          <JobCard job={job} isOpen={isOpenJob(job)} onDecide={onDecide} />
        </ul>
      ) : (
        <Notice kind="error">The linked job could not be loaded. {error?.message}</Notice>
      )}
    </section>
  );
}

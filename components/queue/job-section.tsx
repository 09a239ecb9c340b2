'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { MoreButton } from '@/components/ui/more-button';
import { Notice } from '@/components/ui/notice';
import { LoadingRows } from '@/components/ui/skeleton';
import { useNextPage } from '@/components/ui/use-next-page';
import type { Job } from '@/lib/schemas/jobs';
import { JobCard } from './job-card';
import { type Decision, jobsQuery, type Part } from './queries';
import { useScrollToHash } from './use-scroll-to-hash';

interface JobSectionProps {
  part: Part;
  title: string;
  empty: string;
  onDecide?: (job: Job, decision: Decision) => void;
}

export function JobSection({ part, title, empty, onDecide }: JobSectionProps) {
  const query = useInfiniteQuery(jobsQuery(part));
  const next = useNextPage(query);
  const jobs = query.data?.pages.flatMap((page) => page.items) ?? [];
  useScrollToHash(jobs.map((job) => `job-${job.id}`));
  const count = query.hasNextPage ? `${jobs.length}+` : String(jobs.length);
  return (
    <section aria-labelledby={`${part}-title`} className="mb-8">
      <h2 id={`${part}-title`} className="mb-3 flex items-center gap-2 text-base font-semibold">
        {title}
        {jobs.length > 0 && <span className="text-sm font-normal text-ink-3">{count}</span>}
      </h2>
      {query.error && !query.data && (
        <Notice kind="error" onRetry={() => void query.refetch()}>
          The jobs could not be loaded. {query.error.message}
        </Notice>
      )}
      {!query.data && !query.error && <LoadingRows label={`Loading jobs: ${title}`} rows={1} />}
      {query.data && jobs.length === 0 && <p className="text-ink-2">{empty}</p>}
      <ul className="flex flex-col gap-3">
        {jobs.map((job) => (
          <JobCard key={job.id} job={job} isOpen={part !== 'past'} {...(onDecide && { onDecide })} />
        ))}
      </ul>
      {query.hasNextPage && (
        <div className="mt-3">
          <MoreButton label="Show older jobs" failure="Older jobs could not be loaded." next={next} />
        </div>
      )}
    </section>
  );
}

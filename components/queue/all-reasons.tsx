'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { formatCount } from '@/lib/format';
import type { Job } from '@/lib/schemas/jobs';
import { causesOf } from './cause';
import { CauseList } from './cause-list';
import { reasonsQuery } from './queries';

/** All that asked for the job, as far as it has been fetched. */
export function AllReasons({ job }: { job: Job }) {
  const query = useInfiniteQuery(reasonsQuery(job.id, job.reason_count));
  const reasons = query.data?.pages.flatMap((page) => page.items).reverse() ?? job.reasons;
  const earlier = job.reason_count - reasons.length;
  return (
    <>
      <CauseList causes={causesOf(reasons).reverse()} />
      {query.error && (
        <Notice kind="error" onRetry={() => void query.refetch()}>
          The reasons could not be loaded. {query.error.message}
        </Notice>
      )}
      {query.hasNextPage && (
        <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {query.isFetchingNextPage ? 'Loading…' : `Show more of ${formatCount(earlier, 'earlier reason')}`}
        </Button>
      )}
    </>
  );
}

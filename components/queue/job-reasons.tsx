'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { formatCount } from '@/lib/format';
import type { Job } from '@/lib/schemas/jobs';
import { reasonsQuery } from './queries';
import { ReasonList } from './reason-list';

/** How many reasons a card shows unasked: the newest. */
const shownAtOnce = 5;

/** All reasons as far as they have been fetched. */
function AllReasons({ job }: { job: Job }) {
  const query = useInfiniteQuery(reasonsQuery(job.id, job.reason_count));
  const reasons = query.data?.pages.flatMap((page) => page.items).reverse() ?? job.reasons;
  const earlier = job.reason_count - reasons.length;
  return (
    <>
      {query.hasNextPage && (
        <Button
          className="w-fit"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {query.isFetchingNextPage ? 'Loading…' : `Show more of ${formatCount(earlier, 'earlier reason')}`}
        </Button>
      )}
      {query.error && (
        <Notice kind="error" onRetry={() => void query.refetch()}>
          The reasons could not be loaded. {query.error.message}
        </Notice>
      )}
      <ReasonList reasons={reasons} />
    </>
  );
}

/** Why the job was asked for: the newest reasons, and the others when asked. */
export function JobReasons({ job }: { job: Job }) {
  const [isAll, setIsAll] = useState(false);
  const listId = useId();
  const earlier = job.reason_count - shownAtOnce;
  return (
    <div id={listId} className="flex flex-col gap-1.5">
      {earlier > 0 && (
        <button
          type="button"
          aria-expanded={isAll}
          aria-controls={listId}
          onClick={() => setIsAll(!isAll)}
          className="w-fit rounded py-1 text-tide"
        >
          {isAll ? 'Show only the newest' : `and ${formatCount(earlier, 'earlier reason')}`}
        </button>
      )}
      {isAll ? <AllReasons job={job} /> : <ReasonList reasons={job.reasons.slice(-shownAtOnce)} />}
    </div>
  );
}

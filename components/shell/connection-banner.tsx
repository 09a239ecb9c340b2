'use client';

import { useQuery } from '@tanstack/react-query';
import { ApiError } from '@/lib/http/client';
import { useStreamState } from './live-events';
import { waitingJobsQuery } from './queries';

/** While the server does not answer, or tells no changes, says so; it goes by itself once that is over. */
export function ConnectionBanner() {
  const { error, failureReason } = useQuery(waitingJobsQuery);
  const state = useStreamState();
  const reason = error ?? failureReason;
  const isUnreachable = reason instanceof ApiError && (reason.unreachable || reason.status === 503);
  const isAway = state === 'away';
  return (
    <div role="status">
      {(isUnreachable || isAway) && (
        <p className="bg-warning-soft px-4 py-2 text-center font-medium text-warning">
          {isUnreachable
            ? 'The server cannot be reached. What you see may be out of date; trying again every half minute.'
            : 'Live updates are interrupted. What you see is refreshed every half minute.'}
        </p>
      )}
    </div>
  );
}

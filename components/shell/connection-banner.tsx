'use client';

import { useQuery } from '@tanstack/react-query';
import { WifiOff } from 'lucide-react';
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
        <p className="flex items-center justify-center gap-2 bg-warning-soft px-4 py-2 text-center font-medium text-warning">
          <WifiOff aria-hidden className="size-4 shrink-0" />
          {isUnreachable
            ? 'The server cannot be reached. What you see may be out of date; trying again every half minute.'
            : 'Live updates are interrupted. What you see is refreshed every half minute.'}
        </p>
      )}
    </div>
  );
}

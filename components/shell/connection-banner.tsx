'use client';

import { useQuery } from '@tanstack/react-query';
import { WifiOff } from 'lucide-react';
import { ApiError } from '@/lib/http/client';
import { waitingJobsQuery } from './queries';

/** While the server does not answer, says so; the polling goes on and takes it away again. */
export function ConnectionBanner() {
  const { error, failureReason } = useQuery(waitingJobsQuery);
  const reason = error ?? failureReason;
  const isAway = reason instanceof ApiError && (reason.unreachable || reason.status === 503);
  return (
    <div role="status">
      {isAway && (
        <p className="flex items-center justify-center gap-2 bg-warning-soft px-4 py-2 text-center font-medium text-warning">
          <WifiOff aria-hidden className="size-4 shrink-0" />
          The server cannot be reached. What you see may be out of date; trying again every few seconds.
        </p>
      )}
    </div>
  );
}

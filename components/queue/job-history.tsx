'use client';

import { useQuery } from '@tanstack/react-query';
import { Instant } from '@/components/charts/instant';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { formatStatus } from '@/lib/format';
import type { Job } from '@/lib/schemas/jobs';
import { jobDetailQuery } from './queries';

/** Every transition of the job, from the audit trail, oldest first. */
export function JobHistory({ job }: { job: Job }) {
  const { data, error, refetch } = useQuery(jobDetailQuery(job.id, job.updated_at));
  if (error && !data) {
    return (
      <Notice kind="error" onRetry={() => void refetch()}>
        The history could not be loaded. {error.message}
      </Notice>
    );
  }
  if (!data) return <Skeleton className="h-12" />;
  return (
    <ol aria-label="History" className="flex flex-col gap-1.5 text-ink-2">
      {data.history.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the trail only ever grows at its end
        <li key={index} className="flex flex-wrap gap-x-2">
          <span className="font-mono text-xs leading-5 text-ink-3">
            <Instant iso={entry.at} />
          </span>
          <span>
            <span className="font-medium text-ink">{entry.actor}</span>: {formatStatus(entry.action)}
            {entry.to_status && entry.to_status !== entry.from_status && (
              <>
                {' '}
                ({entry.from_status && `${formatStatus(entry.from_status)} → `}
                {formatStatus(entry.to_status)})
              </>
            )}
            {entry.comment && <span className="break-words">: “{entry.comment}”</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

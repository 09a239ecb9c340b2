'use client';

import { useQuery } from '@tanstack/react-query';
import { Instant } from '@/components/charts/instant';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { formatStatus } from '@/lib/format';
import type { Job } from '@/lib/schemas/jobs';
import { type EarlierRetrain, earlierRetrains } from './earlier';
import { earlierRetrainsQuery } from './queries';

/** What came of it: of a retrain when the next drift came, of a refusal what was said. */
function EarlierItem({ earlier: { job, nextDriftTs } }: { earlier: EarlierRetrain }) {
  const isTrained = job.status === 'succeeded' || job.status === 'verified';
  const said = job.closing_comment ?? job.comment;
  return (
    <li className="border-t border-line py-1.5 first:border-t-0">
      <a
        href={`?show=past&job=${job.id}`}
        className="font-medium text-tide underline-offset-2 hover:underline"
      >
        {formatStatus(job.status)}
      </a>{' '}
      <span className="text-ink-2">
        {job.closed_at && <Instant iso={job.closed_at} />}
        {isTrained && (
          <>
            ,{' '}
            {nextDriftTs ? (
              <>
                next drift <Instant iso={nextDriftTs} />
              </>
            ) : (
              'no drift since'
            )}
          </>
        )}
        {said && <span className="break-words">: “{said}”</span>}
      </span>
    </li>
  );
}

/** The retrains of the same model that have ended. */
export function EarlierList({ job }: { job: Job }) {
  const { data, error, refetch } = useQuery(earlierRetrainsQuery(job.model_id));
  if (error && !data) {
    return (
      <Notice kind="error" onRetry={() => void refetch()}>
        Earlier retrains could not be loaded. {error.message}
      </Notice>
    );
  }
  if (!data) return <Skeleton className="h-8" />;
  const earlier = earlierRetrains(data.jobs, data.incidents, job.id);
  if (earlier.length === 0) return <p className="text-ink-2">None: this is the first job of the model.</p>;
  return (
    <ul>
      {earlier.map((one) => (
        <EarlierItem key={one.job.id} earlier={one} />
      ))}
    </ul>
  );
}

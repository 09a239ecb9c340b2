'use client';

import Link from 'next/link';
import { useState } from 'react';
import { Instant } from '@/components/charts/instant';
import { Card } from '@/components/ui/card';
import type { Job } from '@/lib/schemas/jobs';
import { JobActions } from './job-actions';
import { JobCharts } from './job-charts';
import { JobHistory } from './job-history';
import { JobReasons } from './job-reasons';
import { JobStatusBadge } from './job-status-badge';
import type { Decision } from './queries';

interface JobCardProps {
  job: Job;
  /** Open jobs show their chart at once, past ones when asked. */
  isOpen: boolean;
  onDecide?: (job: Job, decision: Decision) => void;
}

interface StepProps {
  /** `Approved by ada` */
  what: string;
  at: string | null;
  comment: string | null;
}

function Step({ what, at, comment }: StepProps) {
  return (
    <p className="break-words text-ink-2">
      {what.charAt(0).toUpperCase() + what.slice(1)}
      {at && (
        <>
          {' '}
          at <Instant iso={at} />
        </>
      )}
      {comment && <>: “{comment}”</>}
    </p>
  );
}

/** Who decided, and who said how the retrain went. */
function Steps({ job }: { job: Job }) {
  const decided = job.decided_by ? `${job.decision} by ${job.decided_by}` : job.decision;
  const isEnded = job.closed_by !== null && job.status !== job.decision;
  return (
    <>
      {decided && <Step what={decided} at={job.decided_at} comment={job.comment} />}
      {isEnded && (
        <Step
          what={`${job.status}, as ${job.closed_by} said`}
          at={job.closed_at}
          comment={job.closing_comment}
        />
      )}
    </>
  );
}

export function JobCard({ job, isOpen, onDecide }: JobCardProps) {
  const [isExpanded, setIsExpanded] = useState(false);
  const titleId = `job-title-${job.id}`;
  return (
    <Card
      as="li"
      id={`job-${job.id}`}
      aria-labelledby={titleId}
      className="scroll-mt-16 p-4 target:border-tide"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h3 id={titleId} className="min-w-0 text-base font-semibold break-all">
          <Link
            href={`/models/${encodeURIComponent(job.model_id)}`}
            className="underline-offset-2 hover:underline"
          >
            {job.model_id}
          </Link>
        </h3>
        <JobStatusBadge status={job.status} />
        <span className="text-xs text-ink-3">
          requested <Instant iso={job.created_at} as="age" />
        </span>
        {onDecide && <JobActions job={job} onDecide={onDecide} />}
      </div>
      <div className="mt-3 flex flex-col gap-3">
        <Steps job={job} />
        <JobReasons job={job} />
        {isOpen && <JobCharts reasons={job.reasons} />}
        <details onToggle={(event) => setIsExpanded(event.currentTarget.open)}>
          <summary className="w-fit rounded text-tide">
            {isOpen ? 'History' : 'What happened, and history'}
          </summary>
          {isExpanded && (
            <div className="mt-3 flex flex-col gap-4">
              {!isOpen && <JobCharts reasons={job.reasons} />}
              <JobHistory job={job} />
            </div>
          )}
        </details>
      </div>
    </Card>
  );
}

'use client';

import Link from 'next/link';
import { useState } from 'react';
import { Instant } from '@/components/charts/instant';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import type { Job } from '@/lib/schemas/jobs';
import { JobCharts } from './job-charts';
import { JobHistory } from './job-history';
import { JobStatusBadge } from './job-status-badge';
import type { Decision } from './queries';
import { ReasonList } from './reason-list';

interface JobCardProps {
  job: Job;
  /** Open jobs show their chart at once, past ones when asked. */
  isOpen: boolean;
  onDecide?: (job: Job, decision: Decision) => void;
}

function DecisionLine({ job }: { job: Job }) {
  if (!job.decision) return null;
  return (
    <p className="text-ink-2">
      {job.decision.charAt(0).toUpperCase() + job.decision.slice(1)}
      {job.decided_by && <> by {job.decided_by}</>}
      {job.decided_at && (
        <>
          {' '}
          at <Instant iso={job.decided_at} />
        </>
      )}
      {job.comment && <>: “{job.comment}”</>}
    </p>
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
        {onDecide && (
          <div className="flex gap-2 sm:ml-auto">
            <Button onClick={() => onDecide(job, 'cancel')}>Cancel job</Button>
            <Button
              look="primary"
              disabled={job.status === 'deferred'}
              title={
                job.status === 'deferred'
                  ? 'The queue is full; it can be approved once it has a place'
                  : undefined
              }
              onClick={() => onDecide(job, 'approve')}
            >
              Approve
            </Button>
          </div>
        )}
      </div>
      <div className="mt-3 flex flex-col gap-3">
        <DecisionLine job={job} />
        <ReasonList reasons={job.reasons} />
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

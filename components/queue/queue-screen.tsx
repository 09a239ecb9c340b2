'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import type { Job } from '@/lib/schemas/jobs';
import { DecisionDialog } from './decision-dialog';
import { JobSection } from './job-section';
import { LinkedJob } from './linked-job';
import { type Decision, jobsQuery } from './queries';

const outcomes: Record<Decision, string> = {
  approve: 'approved',
  cancel: 'cancelled',
  complete: 'has succeeded',
  fail: 'has failed',
};

function Capacity() {
  const queue = useInfiniteQuery(jobsQuery('waiting')).data?.pages[0]?.queue;
  if (!queue) return null;
  const isFull = queue.used >= queue.capacity;
  return (
    <p className="flex items-center gap-2">
      <span aria-hidden className="h-1.5 w-24 overflow-hidden rounded-full bg-raised">
        <span
          className={`block h-full rounded-full ${isFull ? 'bg-warning' : 'bg-tide'}`}
          style={{ width: `${Math.min(100, (100 * queue.used) / queue.capacity)}%` }}
        />
      </span>
      <span className={isFull ? 'font-medium text-warning' : 'text-ink-2'}>
        {queue.used} of {queue.capacity} places taken
        {isFull && '; further jobs wait until one is free'}
      </span>
    </p>
  );
}

export function QueueScreen() {
  const [question, setQuestion] = useState<{ job: Job; decision: Decision } | null>(null);
  const [outcome, setOutcome] = useState<string | null>(null);
  const outcomeNotice = useRef<HTMLDivElement>(null);
  const ask = (job: Job, decision: Decision) => setQuestion({ job, decision });

  // The button that opened the dialog has gone with its card; the focus goes to what came of it.
  useEffect(() => {
    if (outcome !== null) outcomeNotice.current?.focus();
  }, [outcome]);

  return (
    <>
      <PageHeader
        title="Retrain queue"
        lead="One open job per model; further drift joins it as another reason. Nothing is trained without an approval."
        actions={<Capacity />}
      />
      <div ref={outcomeNotice} tabIndex={-1} className="mb-4 rounded-lg empty:hidden">
        {outcome && <Notice kind="done">{outcome}</Notice>}
      </div>
      <LinkedJob onDecide={ask} />
      <JobSection part="waiting" title="Waiting" empty="Nothing waits for a decision." onDecide={ask} />
      <JobSection part="active" title="Active" empty="No approved job is under way." onDecide={ask} />
      <JobSection part="past" title="Past" empty="No job has ended yet." />
      {question && (
        <DecisionDialog
          {...question}
          onClose={() => setQuestion(null)}
          onDecided={(job) => {
            setQuestion(null);
            setOutcome(`Retrain of ${job.model_id} ${outcomes[question.decision]}.`);
          }}
        />
      )}
    </>
  );
}

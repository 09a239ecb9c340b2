'use client';

import type { MouseEvent } from 'react';
import { Instant } from '@/components/charts/instant';
import { ChangeText } from '@/components/evidence/change-text';
import { labelText } from '@/components/evidence/labels';
import { classNames } from '@/components/ui/class-names';
import { formatStatus } from '@/lib/format';
import type { Job } from '@/lib/schemas/jobs';
import { causeCount, standingOf, standingWords } from './cause';
import { partOf } from './queries';
import { StandingMark } from './standing-mark';

interface JobRowProps {
  job: Job;
  isChosen: boolean;
  onOpen: (id: string) => void;
}

function WorstChange({ job }: { job: Job }) {
  if (!job.worst) return <span className="truncate text-ink-2">asked for by a person</span>;
  const { metric, labels } = job.worst;
  return (
    <span className="min-w-0 truncate text-ink-2" title={`${metric} ${labelText(labels)}`}>
      {metric} <span className="font-mono text-xs">{labelText(labels)}</span>
    </span>
  );
}

/** A job on two short lines: model and size, then the worst change, how it stands and its age. */
export function JobRow({ job, isChosen, onOpen }: JobRowProps) {
  const isWaiting = partOf(job.status) === 'waiting';
  const standing = standingOf(job);
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onOpen(job.id);
  };
  return (
    <a
      href={`?job=${job.id}`}
      id={`job-${job.id}`}
      aria-current={isChosen ? 'true' : undefined}
      onClick={open}
      className={classNames(
        'grid h-13 scroll-my-16 grid-cols-[minmax(0,1fr)_auto] content-center gap-x-3 border-l-2 px-2 text-[0.8125rem] leading-5 focus-visible:-outline-offset-2',
        'border-transparent hover:bg-raised forced-colors:border-[Canvas]',
        isChosen && 'lg:border-tide lg:bg-tide-soft',
        !isWaiting && 'stale',
      )}
    >
      <span className="truncate font-medium">{job.model_id}</span>
      <ChangeText
        change={job.worst?.change ?? null}
        unit={job.worst?.unit ?? null}
        part="size"
        className="self-center"
      />
      <span className="flex min-w-0 items-center gap-2">
        <WorstChange job={job} />
      </span>
      <span className="flex items-center gap-1.5 text-xs text-ink-2">
        {isWaiting ? (
          <>
            <StandingMark standing={standing} />
            {standingWords[standing]}
            {job.status === 'deferred' && ', no place yet'}
          </>
        ) : (
          formatStatus(job.decision ?? job.status)
        )}
        <span aria-hidden>·</span>
        <span>
          {causeCount(job)}
          <span className="sr-only"> causes</span>
        </span>
        <span aria-hidden>·</span>
        <Instant iso={job.created_at} as="age" />
      </span>
    </a>
  );
}

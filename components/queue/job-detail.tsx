'use client';

import { ArrowLeft } from 'lucide-react';
import dynamic from 'next/dynamic';
import { type ReactNode, useId } from 'react';
import { Instant } from '@/components/charts/instant';
import { Link } from '@/components/ui/link';
import { formatStatus } from '@/lib/format';
import type { JobDetail as Detailed, Job } from '@/lib/schemas/jobs';
import { endedTs, type Standing, standingOf } from './cause';
import { CauseTable } from './cause-table';
import { DecisionBar } from './decision-bar';
import { JobEvidence } from './job-evidence';
import { JobStatusBadge } from './job-status-badge';
import { type Decision, partOf } from './queries';
import { StandingMark } from './standing-mark';

// What stands below the decision comes after it; without `loading` the whole screen would hide until then.
const EarlierList = dynamic(() => import('./earlier-list').then((module) => module.EarlierList), {
  loading: () => null,
});
const JobHistory = dynamic(() => import('./job-history').then((module) => module.JobHistory), {
  loading: () => null,
});

interface JobDetailProps {
  job: Job;
  /** With its history, once that has come. */
  detail: Detailed | undefined;
  nowMs: number;
  asked: Decision | null;
  onAsk: (decision: Decision | null) => void;
  onDecide: (decision: Decision, comment: string) => void;
  onBack: () => void;
  /** What the person must be told of this job. */
  notice: ReactNode;
}

const standingSentence: Record<Standing, string> = {
  drifting: 'Still drifting',
  settled: 'The new level has stayed and counts as normal',
  over: 'The cause is over',
  asked: 'Asked for by a person, not by a detector',
};

function StandingLine({ job }: { job: Job }) {
  const standing = standingOf(job);
  const ended = endedTs(job);
  return (
    <p className="flex flex-wrap items-center gap-x-2">
      <StandingMark standing={standing} />
      <span className={standing === 'drifting' ? 'font-medium text-drift' : 'font-medium'}>
        {standingSentence[standing]}
      </span>
      <span className="text-ink-2">
        {standing === 'drifting' &&
          job.open_incident_count > 1 &&
          `${job.open_incident_count} incidents are open`}
        {ended && (
          <>
            since <Instant iso={ended} />
          </>
        )}
      </span>
    </p>
  );
}

/** Who decided, and who said how the retrain went. */
function Steps({ job }: { job: Job }) {
  const isEnded = job.closed_by !== null && job.status !== job.decision;
  const decided =
    job.decision &&
    `${formatStatus(job.decision)}${job.decided_by ? ` by ${job.decided_by_name ?? job.decided_by}` : ''}`;
  return (
    <>
      {decided && <Step what={decided} at={job.decided_at} comment={job.comment} />}
      {isEnded && (
        <Step
          what={`${formatStatus(job.status)}, as ${job.closed_by_name ?? job.closed_by} said`}
          at={job.closed_at}
          comment={job.closing_comment}
        />
      )}
    </>
  );
}

function Step({ what, at, comment }: { what: string; at: string | null; comment: string | null }) {
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

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="min-w-0">
      <h3 id={id} className="mb-1 font-semibold">
        {title}
      </h3>
      {children}
    </section>
  );
}

/**
 * The open job: what changed and whether it still does, the decision, the chart to now, and what came before.
 */
export function JobDetail({ job, detail, nowMs, notice, onBack, ...decision }: JobDetailProps) {
  return (
    <article aria-labelledby="job-title" className="flex min-w-0 flex-col gap-3">
      <button
        type="button"
        onClick={onBack}
        className="flex min-h-8 w-fit items-center gap-1 text-tide lg:hidden"
      >
        <ArrowLeft aria-hidden className="size-4" />
        The queue
      </button>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 id="job-title" tabIndex={-1} className="min-w-0 text-lg font-semibold break-words outline-none">
          <Link
            href={`/models/${encodeURIComponent(job.model_id)}`}
            className="underline-offset-2 hover:underline"
          >
            {job.model_id}
          </Link>
        </h2>
        <JobStatusBadge status={job.status} />
        <span className="text-xs text-ink-2">
          requested <Instant iso={job.created_at} as="age" />
        </span>
      </header>
      {notice}
      {partOf(job.status) !== 'past' && <StandingLine job={job} />}
      <Steps job={job} />
      <JobEvidence job={job} nowMs={nowMs}>
        <DecisionBar key={job.id} job={job} {...decision} />
      </JobEvidence>
      <Part title="Why it was requested">
        <CauseTable key={job.id} job={job} />
      </Part>
      <Part title="Earlier retrains of the model">
        <EarlierList job={job} />
      </Part>
      {detail && (
        <Part title="History">
          <JobHistory job={detail} />
        </Part>
      )}
    </article>
  );
}

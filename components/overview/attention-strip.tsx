'use client';

import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { ArrowRight, CircleAlert, Inbox } from 'lucide-react';
import Link from 'next/link';
import { Instant } from '@/components/charts/instant';
import { Card } from '@/components/ui/card';
import { Notice } from '@/components/ui/notice';
import { LoadingRows } from '@/components/ui/skeleton';
import { formatCount, formatDelta } from '@/lib/format';
import type { Incident, IncidentPage } from '@/lib/schemas/incidents';
import type { JobPage } from '@/lib/schemas/jobs';
import { jobsToDecideQuery, openIncidentsQuery } from './queries';

/** Incidents that are named; the rest is counted. */
const maxNamed = 4;

function IncidentLine({ incident }: { incident: Incident }) {
  return (
    <li className="flex flex-wrap gap-x-2">
      <Link
        href={`/models/${encodeURIComponent(incident.model_id)}`}
        className="font-medium break-all underline decoration-line-strong underline-offset-2 hover:decoration-ink"
      >
        {incident.model_id}
      </Link>
      <span className="text-ink-2">
        {incident.metric}
        {incident.delta !== null && <> {formatDelta(incident.delta, incident.unit)}</>}, since{' '}
        <Instant iso={incident.opened_ts} />
      </span>
    </li>
  );
}

/** A list that is on its way, or did not come: neither is an empty one. */
function Missing({ query, what }: { query: UseQueryResult; what: string }) {
  if (!query.error) return <LoadingRows label={`Loading ${what}`} rows={2} className="h-4" />;
  return (
    <Notice kind="error" onRetry={() => void query.refetch()}>
      The {what} could not be loaded. {query.error.message}
    </Notice>
  );
}

const atLeast = (page: { next_cursor: string | null }) => (page.next_cursor ? 'More than ' : '');

function OpenIncidents({ page }: { page: IncidentPage }) {
  const count = page.items.length;
  return (
    <>
      <h2 className="font-semibold">
        {atLeast(page)}
        {count === 0 ? 'No open incidents' : formatCount(count, 'open incident')}
      </h2>
      {count === 0 && (
        <p className="mt-1 text-ink-2">
          One opens when a detector finds drift in a new point; the{' '}
          <Link href="/detectors" className="font-medium text-tide underline-offset-2 hover:underline">
            detectors
          </Link>{' '}
          say what is watched.
        </p>
      )}
      <ul className="mt-1 flex flex-col gap-1">
        {page.items.slice(0, maxNamed).map((incident) => (
          <IncidentLine key={incident.id} incident={incident} />
        ))}
      </ul>
      {count > maxNamed && (
        <p className="mt-1 text-ink-3">
          {page.next_cursor ? 'and others' : `and ${count - maxNamed} more`}, marked below
        </p>
      )}
    </>
  );
}

function JobsWaiting({ page }: { page: JobPage }) {
  const count = page.items.length;
  return (
    <>
      <h2 className="font-semibold">
        {atLeast(page)}
        {count === 0 ? 'No jobs waiting' : `${formatCount(count, 'job')} waiting`}
      </h2>
      <p className="mt-1 text-ink-2">
        {count === 0
          ? 'A confirmed drift queues one retrain job per model.'
          : 'Look at the evidence, then approve or cancel.'}
      </p>
    </>
  );
}

/** What waits for a person, above everything else. */
export function AttentionStrip() {
  const incidents = useQuery(openIncidentsQuery);
  const jobs = useQuery(jobsToDecideQuery);
  const hasAny = (page: { items: unknown[] } | undefined) => page !== undefined && page.items.length > 0;
  return (
    <div className="mb-6 grid gap-3 md:grid-cols-[3fr_2fr]">
      <Card className="flex gap-3 p-4" aria-label="Open incidents">
        <CircleAlert
          aria-hidden
          className={`mt-0.5 size-4 shrink-0 ${hasAny(incidents.data) ? 'text-drift' : 'text-ink-3'}`}
        />
        <div className="min-w-0 flex-1">
          {incidents.data ? (
            <OpenIncidents page={incidents.data} />
          ) : (
            <Missing query={incidents} what="open incidents" />
          )}
        </div>
      </Card>
      <Card className="flex gap-3 p-4" aria-label="Jobs waiting">
        <Inbox
          aria-hidden
          className={`mt-0.5 size-4 shrink-0 ${hasAny(jobs.data) ? 'text-tide' : 'text-ink-3'}`}
        />
        <div className="min-w-0 flex-1">
          {jobs.data ? <JobsWaiting page={jobs.data} /> : <Missing query={jobs} what="waiting jobs" />}
          <Link
            href="/queue"
            className="mt-2 inline-flex items-center gap-1 font-medium text-tide underline-offset-2 hover:underline"
          >
            Open the retrain queue
            <ArrowRight aria-hidden className="size-3.5" />
          </Link>
        </div>
      </Card>
    </div>
  );
}

'use client';

import { useQuery } from '@tanstack/react-query';
import { ArrowRight, CircleAlert, Inbox } from 'lucide-react';
import Link from 'next/link';
import { Instant } from '@/components/charts/instant';
import { Card } from '@/components/ui/card';
import { formatCount, formatDelta } from '@/lib/format';
import type { Incident } from '@/lib/schemas/incidents';
import { jobsToDecideQuery, openIncidentsQuery } from './queries';

/** Incidents that are named; the rest is counted. */
const mostNamed = 4;

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

/** What waits for a person, above everything else. */
export function AttentionStrip() {
  const incidents = useQuery(openIncidentsQuery).data;
  const jobs = useQuery(jobsToDecideQuery).data;
  const openCount = incidents?.items.length ?? 0;
  const waitingCount = jobs?.items.length ?? 0;
  const atLeast = (page: { next_cursor: string | null } | undefined) =>
    page?.next_cursor ? 'More than ' : '';
  return (
    <div className="mb-6 grid gap-3 md:grid-cols-[3fr_2fr]">
      <Card className="flex gap-3 p-4" aria-label="Open incidents">
        <CircleAlert
          aria-hidden
          className={`mt-0.5 size-4 shrink-0 ${openCount > 0 ? 'text-drift' : 'text-ink-3'}`}
        />
        <div className="min-w-0">
          <h2 className="font-semibold">
            {atLeast(incidents)}
            {openCount === 0 ? 'No open incidents' : formatCount(openCount, 'open incident')}
          </h2>
          {openCount === 0 && (
            <p className="mt-1 text-ink-2">
              One opens when a detector finds drift in a new point; the{' '}
              <Link href="/detectors" className="font-medium text-tide underline-offset-2 hover:underline">
                detectors
              </Link>{' '}
              say what is watched.
            </p>
          )}
          <ul className="mt-1 flex flex-col gap-1">
            {incidents?.items.slice(0, mostNamed).map((incident) => (
              <IncidentLine key={incident.id} incident={incident} />
            ))}
          </ul>
          {openCount > mostNamed && (
            <p className="mt-1 text-ink-3">
              {incidents?.next_cursor ? 'and others' : `and ${openCount - mostNamed} more`}, marked below
            </p>
          )}
        </div>
      </Card>
      <Card className="flex gap-3 p-4" aria-label="Jobs waiting">
        <Inbox
          aria-hidden
          className={`mt-0.5 size-4 shrink-0 ${waitingCount > 0 ? 'text-tide' : 'text-ink-3'}`}
        />
        <div className="min-w-0">
          <h2 className="font-semibold">
            {atLeast(jobs)}
            {waitingCount === 0 ? 'No jobs waiting' : `${formatCount(waitingCount, 'job')} waiting`}
          </h2>
          <p className="mt-1 text-ink-2">
            {waitingCount === 0
              ? 'A confirmed drift queues one retrain job per model.'
              : 'Look at the evidence, then approve or cancel.'}
          </p>
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

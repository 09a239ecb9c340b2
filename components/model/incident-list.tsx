'use client';

import { useQuery } from '@tanstack/react-query';
import { CircleAlert, CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { Instant } from '@/components/charts/instant';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { formatDelta, formatNumber, formatStatus, formatValue } from '@/lib/format';
import type { Incident } from '@/lib/schemas/incidents';
import { modelIncidentsQuery } from './queries';

function IncidentRow({ incident }: { incident: Incident }) {
  const isResolved = incident.state === 'resolved';
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-t border-line px-4 py-3 first:border-t-0">
      <Badge tone={isResolved ? 'muted' : 'critical'} icon={isResolved ? CircleCheck : CircleAlert}>
        {incident.state === 'open' ? 'Open' : incident.state === 'resolved' ? 'Resolved' : 'Acknowledged'}
      </Badge>
      <span className="font-medium break-all">{incident.metric}</span>
      <span>
        {incident.delta !== null && (
          <>
            by <strong>{formatDelta(incident.delta, incident.unit)}</strong>,{' '}
          </>
        )}
        <span className="text-ink-2">to {formatValue(incident.value, incident.unit)}</span>
      </span>
      <span className="text-ink-2">
        began <Instant iso={incident.opened_ts} />
        {incident.onset_ts && (
          <>
            , change estimated to start <Instant iso={incident.onset_ts} />
          </>
        )}
        {incident.resolved_ts && (
          <>
            , ended <Instant iso={incident.resolved_ts} />
          </>
        )}
        {incident.resolution && ` (${formatStatus(incident.resolution)})`}
      </span>
      <span className="text-xs text-ink-3">
        {incident.detector_name}: statistic {formatNumber(incident.statistic)} over{' '}
        {formatNumber(incident.threshold)}
      </span>
      {incident.job_id && (
        <Link
          href={`/queue#job-${incident.job_id}`}
          className="ml-auto font-medium text-tide underline-offset-2 hover:underline"
        >
          Retrain job
        </Link>
      )}
    </li>
  );
}

export function IncidentList({ modelId }: { modelId: string }) {
  const { data, error, refetch } = useQuery(modelIncidentsQuery(modelId));
  return (
    <section className="mt-8">
      <h2 className="mb-3 text-base font-semibold">Incidents</h2>
      {error && !data && (
        <Notice kind="error" onRetry={() => void refetch()}>
          The incidents could not be loaded. {error.message}
        </Notice>
      )}
      {!data && !error && <Skeleton className="h-16" />}
      {data?.items.length === 0 && (
        <p className="text-ink-2">
          None so far. An incident opens when a detector finds drift in a live point.
        </p>
      )}
      {data && data.items.length > 0 && (
        <Card as="div">
          <ul>
            {data.items.map((incident) => (
              <IncidentRow key={incident.id} incident={incident} />
            ))}
          </ul>
        </Card>
      )}
      {data?.next_cursor && (
        <p className="mt-2 text-xs text-ink-3">The newest {data.items.length} are shown.</p>
      )}
    </section>
  );
}

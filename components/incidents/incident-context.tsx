'use client';

import { useQuery } from '@tanstack/react-query';
import { contextQuery, type IncidentView } from '@/components/evidence/queries';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import type { IncidentContext as Context } from '@/lib/schemas/incident-context';
import { MovedPanel } from './moved-panel';
import { TimelinePanel } from './timeline-panel';
import { WherePanel } from './where-panel';

/** Where, what moved with it, and what was done about it. */
export function IncidentContext({ view, initial }: { view: IncidentView; initial: Context | undefined }) {
  const { data, error, refetch } = useQuery({
    ...contextQuery(view.id),
    ...(initial && { initialData: initial }),
  });
  if (error && !data) {
    return (
      <div className="md:col-span-2">
        <Notice kind="error" onRetry={() => void refetch()}>
          What happened around the incident could not be loaded. {error.message}
        </Notice>
      </div>
    );
  }
  if (!data) return <Skeleton className="h-56" />;
  return (
    <>
      <WherePanel context={data} />
      <MovedPanel context={data} />
      <TimelinePanel view={view} entries={data.timeline} />
    </>
  );
}

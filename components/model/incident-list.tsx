'use client';

import { useQuery } from '@tanstack/react-query';
import { Card } from '@/components/ui/card';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { IncidentRow } from './incident-row';
import { modelIncidentsQuery } from './queries';

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

'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Card } from '@/components/ui/card';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { IncidentRow } from './incident-row';
import { incidentsAtOnce, modelIncidentsQuery } from './queries';

const rowsAtFirst = 5;

/** The incidents that are over; the open ones are pinned above. */
export function IncidentList({ modelId }: { modelId: string }) {
  const { data, error, refetch } = useQuery(modelIncidentsQuery(modelId));
  const [isWhole, setIsWhole] = useState(false);
  const past = (data?.items ?? []).filter(({ state }) => state === 'resolved');
  return (
    <section className="mt-8">
      <h2 className="mb-3 text-base font-semibold">Past incidents</h2>
      {error && !data && (
        <Notice kind="error" onRetry={() => void refetch()}>
          The incidents could not be loaded. {error.message}
        </Notice>
      )}
      {!data && !error && <Skeleton className="h-16" />}
      {data && past.length === 0 && (
        <p className="text-ink-2">
          None so far. An incident opens when a detector finds drift in a live point.
        </p>
      )}
      {past.length > 0 && (
        <Card as="div">
          <ul>
            {past.slice(0, isWhole ? undefined : rowsAtFirst).map((incident) => (
              <IncidentRow key={incident.id} incident={incident} />
            ))}
          </ul>
        </Card>
      )}
      <p className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
        {past.length > rowsAtFirst && (
          <button
            type="button"
            onClick={() => setIsWhole(!isWhole)}
            className="min-h-6 font-medium text-tide hover:underline"
          >
            {isWhole ? 'Show fewer' : `Show all ${past.length}`}
          </button>
        )}
        {data && data.items.length > 0 && (
          <Link
            href={`/incidents?search=${encodeURIComponent(`model:"${modelId}"`)}`}
            className="font-medium text-tide hover:underline"
          >
            All incidents of this model
          </Link>
        )}
        {data?.next_cursor && (
          <span className="text-xs text-ink-3">The newest {incidentsAtOnce} are looked at here.</span>
        )}
      </p>
    </section>
  );
}

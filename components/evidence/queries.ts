import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { fetchJson, queryString } from '@/lib/http/client';
import type { IncidentContext } from '@/lib/schemas/incident-context';
import type { IncidentDetail } from '@/lib/schemas/incidents';
import type { SeriesPoints } from '@/lib/schemas/series';
import type { ShownEvidence } from './figures';

/** An incident with its frozen evidence. */
export interface IncidentView extends Omit<IncidentDetail, 'evidence'> {
  evidence: ShownEvidence;
}

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: ['incidents', 'one', id],
    queryFn: ({ signal }) => fetchJson<IncidentView>(`/api/incidents/${encodeURIComponent(id)}`, { signal }),
  });

/** Points from a time on to the present; more buckets than a chart has pixels for would be lost. */
export const pointsSinceQuery = (seriesId: number, from: number, to?: number) =>
  queryOptions({
    queryKey: ['series', seriesId, 'points', 'since', from, to ?? null],
    queryFn: ({ signal }) =>
      fetchJson<SeriesPoints>(`/api/series/${seriesId}/points${queryString({ from, to, buckets: 600 })}`, {
        signal,
      }),
    placeholderData: keepPreviousData,
    // Points are too many to be announced.
    refetchInterval: 60_000,
  });

/** What happened around it; the worst of a job is asked for it too. */
export const contextQuery = (id: string) =>
  queryOptions({
    queryKey: ['incidents', 'one', id, 'context'],
    queryFn: ({ signal }) =>
      fetchJson<IncidentContext>(`/api/incidents/${encodeURIComponent(id)}/context`, { signal }),
    staleTime: 30_000,
  });

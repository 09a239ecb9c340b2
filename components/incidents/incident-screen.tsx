'use client';

import { useQuery } from '@tanstack/react-query';
import { ChartToNow } from '@/components/evidence/chart-to-now';
import { IncidentSentence } from '@/components/evidence/incident-sentence';
import { type IncidentView, incidentQuery } from '@/components/evidence/queries';
import { Notice } from '@/components/ui/notice';
import { LoadingRows } from '@/components/ui/skeleton';
import { usePageQuery } from '@/components/ui/use-page-query';
import type { IncidentContext as Context } from '@/lib/schemas/incident-context';
import { BeforeAfterPanel } from './before-after-panel';
import { EvidenceDetails } from './evidence-details';
import { IncidentActions, type IncidentDialogs } from './incident-actions';
import { IncidentContext } from './incident-context';
import { IncidentHeader } from './incident-header';
import { ReachPicker } from './reach-picker';

interface IncidentScreenProps {
  id: string;
  /** What the server knew when it made the page; without it the page asks. */
  initial?: { incident: IncidentView; context?: Context | undefined } | undefined;
  nowMs: number;
  dialogs: IncidentDialogs;
}

/** The whole incident: what changed, since when, how sure we are, where, and what to press. */
export function IncidentScreen({ id, initial, nowMs, dialogs }: IncidentScreenProps) {
  const { query, change } = usePageQuery();
  const reach = query.get('chart') === 'alarm' ? 'alarm' : 'now';
  const { data, error, refetch } = useQuery({
    ...incidentQuery(id),
    ...(initial && { initialData: initial.incident }),
  });
  if (error && !data) {
    return (
      <Notice kind="error" onRetry={() => void refetch()}>
        The incident could not be loaded. {error.message}
      </Notice>
    );
  }
  if (!data) return <LoadingRows label="Loading the incident" rows={2} className="h-48" />;
  return (
    <article>
      <div className="mb-4 flex flex-col gap-3">
        <IncidentHeader view={data} />
        <IncidentSentence view={data} className="max-w-4xl text-base text-pretty break-words" />
        <IncidentActions view={data} dialogs={dialogs} />
      </div>
      <section aria-labelledby="chart-title" className="mb-6">
        <div className="mb-1 flex flex-wrap items-center justify-between gap-2">
          <h2 id="chart-title" className="font-semibold">
            {data.metric}
          </h2>
          <ReachPicker reach={reach} onChange={(next) => change({ chart: next === 'now' ? null : next })} />
        </div>
        <ChartToNow view={data} reach={reach} nowMs={nowMs} />
      </section>
      <div className="mb-6 grid gap-x-8 gap-y-6 md:grid-cols-2 2xl:grid-cols-[1fr_1.5fr_1.1fr_0.9fr]">
        <BeforeAfterPanel view={data} />
        <IncidentContext view={data} initial={initial?.context} />
      </div>
      <EvidenceDetails view={data} />
    </article>
  );
}

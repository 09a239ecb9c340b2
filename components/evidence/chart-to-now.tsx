'use client';

import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { chartRange, type Reach } from './chart-range';
import { usualStepMs } from './figures';
import { type IncidentView, pointsSinceQuery } from './queries';

/** Legend and axes, beside the panel of values. */
const keyHeight = 48;

/** Recharts is half of the weight of a page: it comes only where a chart is. */
const IncidentChart = dynamic(() => import('./incident-chart').then((module) => module.IncidentChart), {
  ssr: false,
  loading: () => null,
});

interface ChartToNowProps {
  view: IncidentView;
  reach: Reach;
  /** The present when the page was made; a chart of the present ends with its newest point. */
  nowMs: number;
  height?: number;
}

/** The chart of an incident from well before its onset on; the place keeps its height while it is loaded. */
export function ChartToNow({ view, reach, nowMs, height = 240 }: ChartToNowProps) {
  const times = {
    openedMs: Date.parse(view.opened_ts),
    onsetMs: view.onset_ts === null ? null : Date.parse(view.onset_ts),
    stepMs: usualStepMs(view.evidence.values),
  };
  // A series that was posted later than it happened has a present of its own.
  const presentMs = times.openedMs + Math.max(0, nowMs - Date.parse(view.created_at));
  const { from, to } = chartRange({ ...times, newestMs: presentMs }, reach);
  const query = useQuery(pointsSinceQuery(view.series_id, from, reach === 'now' ? undefined : to));
  const { data, error } = query;
  const newestMs = Date.parse(data?.items.at(-1)?.ts ?? view.opened_ts);
  const domain = chartRange({ ...times, newestMs }, reach);
  return (
    <div style={{ minHeight: height + keyHeight }}>
      {error && !data && (
        <Notice kind="error" onRetry={() => void query.refetch()}>
          The points around the incident could not be loaded. {error.message}
        </Notice>
      )}
      {!data && !error && <Skeleton className="h-60" />}
      {data && <IncidentChart view={view} points={data} domain={[domain.from, domain.to]} height={height} />}
    </div>
  );
}

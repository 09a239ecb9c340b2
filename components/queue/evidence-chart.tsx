'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ChartKey } from '@/components/charts/chart-key';
import { toChartIncident, toChartWindows, withinBounds } from '@/components/charts/chart-windows';
import { DriftChart } from '@/components/charts/drift-chart';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import type { Evidence } from '@/lib/schemas/evidence';
import type { Incident } from '@/lib/schemas/incidents';
import { evidenceRange } from './evidence-range';
import { evidenceQuery, pointsAroundQuery } from './queries';

const height = 150;

interface PointsAroundProps {
  incident: Incident;
  evidence: Evidence;
}

function PointsAround({ incident, evidence }: PointsAroundProps) {
  const mark = toChartIncident(incident);
  const valuesMs = evidence.values.map(({ ts }) => Date.parse(ts));
  const { from, to } = evidenceRange({ ...mark, valuesMs });
  const { data, error, refetch } = useQuery(pointsAroundQuery(incident.series_id, from, to));
  const points = useMemo(
    () => (data?.items ?? []).map(({ ts, ...point }) => ({ ms: Date.parse(ts), ...point })),
    [data],
  );
  if (error && !data) {
    return (
      <Notice kind="error" onRetry={() => void refetch()}>
        The points around the incident could not be loaded. {error.message}
      </Notice>
    );
  }
  if (!data) return <Skeleton className="h-44" />;
  // The incident does not say the metric's bounds; a ratio that has only ever been in 0..1 will stay there.
  const isShare = incident.unit === '1' && points.every(({ min, max }) => min >= 0 && max <= 1);
  const bounds = isShare ? { lower: 0, upper: 1 } : { lower: null, upper: null };
  const windows = { ...withinBounds(toChartWindows(evidence.windows), bounds), current: null };
  // Where the series has not come as far as the range, the chart ends with its newest point.
  const domain: [number, number] = [
    Math.max(from, points[0]?.ms ?? from),
    Math.min(to, Math.max(points.at(-1)?.ms ?? to, mark.openedMs)),
  ];
  return (
    <>
      <DriftChart
        id={`evidence ${incident.id}`}
        label={`${incident.metric} of ${incident.model_id} around the incident`}
        points={points}
        readings={[]}
        windows={windows}
        incidents={[mark]}
        domain={domain}
        unit={incident.unit}
        height={height}
        isDownSampled={data.step_ms !== null}
      />
      <ChartKey
        isDownSampled={data.step_ms !== null}
        hasReference={windows.reference !== null}
        hasBand={windows.lower !== null || windows.upper !== null}
        hasCurrent={false}
        hasIncidents
        hasOnset={mark.onsetMs !== null}
        hasWorsening={mark.worsenedMs !== null}
      />
    </>
  );
}

/** The points around an incident against what was ordinary when it opened. */
export function EvidenceChart({ incidentId }: { incidentId: string }) {
  const { data, error, refetch } = useQuery(evidenceQuery(incidentId));
  if (error && !data) {
    return (
      <Notice kind="error" onRetry={() => void refetch()}>
        The evidence could not be loaded. {error.message}
      </Notice>
    );
  }
  return data ? <PointsAround {...data} /> : <Skeleton className="h-44" />;
}

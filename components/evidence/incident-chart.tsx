'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ChartKey } from '@/components/charts/chart-key';
import {
  type ChartAnnotation,
  incidentMarks,
  toChartIncident,
  toChartWindows,
  withinBounds,
} from '@/components/charts/chart-windows';
import { DriftChart } from '@/components/charts/drift-chart';
import type { IncidentContext } from '@/lib/schemas/incident-context';
import type { SeriesPoints } from '@/lib/schemas/series';
import { labelText } from './labels';
import { contextQuery, type IncidentView } from './queries';

type Annotation = IncidentContext['annotations'][number];

const toChartAnnotation = ({ id, ts, end_ts, kind, text }: Annotation): ChartAnnotation => ({
  id,
  ms: Date.parse(ts),
  endMs: end_ts === null ? null : Date.parse(end_ts),
  kind,
  text,
});

interface IncidentChartProps {
  view: IncidentView;
  points: SeriesPoints;
  domain: [number, number];
  height: number;
}

/** The points up to the present against what was ordinary when the incident opened. */
export function IncidentChart({ view, points, domain, height }: IncidentChartProps) {
  const mark = toChartIncident(view);
  const { data: context } = useQuery(contextQuery(view.id));
  const annotations = (context?.annotations ?? []).map(toChartAnnotation);
  const isShare = view.unit === '1';
  const bounds = {
    lower: view.lower_bound ?? (isShare ? 0 : null),
    upper: view.upper_bound ?? (isShare ? 1 : null),
  };
  const rows = useMemo(
    () => points.items.map(({ ts, ...point }) => ({ ms: Date.parse(ts), ...point })),
    [points],
  );
  const windows = {
    ...withinBounds(toChartWindows(view.evidence.windows), bounds),
    current: null,
  };
  const isDownSampled = points.step_ms !== null;
  return (
    <>
      <DriftChart
        id={`incident ${view.id}`}
        label={[view.model_id, view.metric, labelText(view.labels)].filter(Boolean).join(' ')}
        points={rows}
        readings={[]}
        windows={windows}
        incidents={[mark]}
        annotations={annotations}
        bounds={{ lower: view.lower_bound, upper: view.upper_bound }}
        domain={domain}
        unit={view.unit}
        height={height}
        isDownSampled={isDownSampled}
      />
      <ChartKey
        isDownSampled={isDownSampled}
        hasReference={windows.reference !== null}
        hasBand={windows.lower !== null || windows.upper !== null}
        hasCurrent={false}
        incidents={incidentMarks([mark], domain)}
        hasDeploys={annotations.some(({ kind }) => kind === 'deploy')}
        hasNotes={annotations.some(({ kind }) => kind === 'note')}
      />
    </>
  );
}

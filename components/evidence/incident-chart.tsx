'use client';

import { useMemo } from 'react';
import { ChartKey } from '@/components/charts/chart-key';
import {
  type ChartBounds,
  toChartIncident,
  toChartWindows,
  withinBounds,
} from '@/components/charts/chart-windows';
import { DriftChart } from '@/components/charts/drift-chart';
import type { SeriesPoints } from '@/lib/schemas/series';
import { labelText } from './labels';
import type { IncidentView } from './queries';

interface IncidentChartProps {
  view: IncidentView;
  points: SeriesPoints;
  domain: [number, number];
  height: number;
}

/** What the values can be at all; a ratio that has only ever been in 0..1 will stay there. */
function boundsOf(view: IncidentView, { items }: SeriesPoints): ChartBounds {
  const isShare = view.unit === '1' && items.every(({ min, max }) => min >= 0 && max <= 1);
  return isShare ? { lower: 0, upper: 1 } : { lower: null, upper: null };
}

/** The points up to the present against what was ordinary when the incident opened. */
export function IncidentChart({ view, points, domain, height }: IncidentChartProps) {
  const mark = toChartIncident(view);
  const rows = useMemo(
    () => points.items.map(({ ts, ...point }) => ({ ms: Date.parse(ts), ...point })),
    [points],
  );
  const windows = {
    ...withinBounds(toChartWindows(view.evidence.windows), boundsOf(view, points)),
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
        hasIncidents
        hasOnset={mark.onsetMs !== null}
        hasWorsening={mark.worsenedMs !== null}
      />
    </>
  );
}

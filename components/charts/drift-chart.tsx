'use client';

import { useMemo, useRef } from 'react';
import { axisWidthOf, type ChartFrame, timeTickCount } from './chart-frame';
import { type ChartPoint, type ChartReading, chartRows } from './chart-rows';
import type { ChartIncident, ChartWindows } from './chart-windows';
import { StatisticPanel } from './statistic-panel';
import { timeAxis } from './time-ticks';
import { useWidth } from './use-width';
import { statisticExtent, stretchedExtent, valueExtent } from './value-domain';
import { ValuePanel } from './value-panel';
import { valueAxis } from './value-ticks';

interface DriftChartProps {
  /** Names the chart for the synchronised cursor; unique on the page. */
  id: string;
  /** What a screen reader says for the chart. */
  label: string;
  points: ChartPoint[];
  readings: ChartReading[];
  windows: ChartWindows;
  incidents: ChartIncident[];
  /** The shown stretch of time; both panels have it. */
  domain: [number, number];
  unit: string | null;
  /** Pixels of the panel of values. */
  height: number;
  isDownSampled: boolean;
  /** Title of the panel of the statistic; without it there is no such panel. */
  statisticTitle?: string | undefined;
}

const statisticHeight = 110;

/** The values with what they are compared with; beneath them, on the same time axis, the detector's statistic. */
export function DriftChart(props: DriftChartProps) {
  const { id, label, points, readings, windows, incidents, domain, unit, height } = props;
  const container = useRef<HTMLDivElement>(null);
  const width = useWidth(container);
  const rows = useMemo(() => chartRows(points, readings), [points, readings]);
  const values = valueExtent(rows);
  const marks = [windows.reference?.mean ?? null, windows.lower, windows.upper];
  const extent = values && stretchedExtent(values, marks);
  const statistics = statisticExtent(rows);

  const axis = valueAxis(extent?.low ?? 0, extent?.high ?? 1, height > 160 ? 5 : 3);
  const statisticAxis = valueAxis(statistics?.low ?? 0, statistics?.high ?? 1, 3);
  const hasStatistic = props.statisticTitle !== undefined;
  const axisWidth = axisWidthOf(hasStatistic ? [axis, statisticAxis] : [axis]);
  const time = timeAxis(domain[0], domain[1], timeTickCount(width - axisWidth));
  const frame: ChartFrame = { width, syncId: id, time, axisWidth };

  return (
    <div
      ref={container}
      className="min-w-0"
      style={{ minHeight: height + (hasStatistic ? statisticHeight + 20 : 0) }}
    >
      {width > 0 && (
        <ValuePanel
          frame={frame}
          rows={rows}
          axis={axis}
          height={height}
          unit={unit}
          windows={windows}
          incidents={incidents}
          isDownSampled={props.isDownSampled}
          label={label}
        />
      )}
      {width > 0 && hasStatistic && (
        <>
          <p className="mt-1 text-xs text-ink-3" style={{ paddingLeft: axisWidth }}>
            {props.statisticTitle}
          </p>
          {statistics ? (
            <StatisticPanel
              frame={frame}
              rows={rows}
              axis={statisticAxis}
              height={statisticHeight}
              incidents={incidents}
              label={`${label}: ${props.statisticTitle}`}
            />
          ) : (
            <p className="py-6 text-center text-xs text-ink-3">
              No statistic in this range: the detector was still learning.
            </p>
          )}
        </>
      )}
    </div>
  );
}

'use client';

import { CartesianGrid, ComposedChart, Line, Tooltip, XAxis, YAxis } from 'recharts';
import { axisText, type ChartFrame, panelMargin } from './chart-frame';
import type { ChartRow } from './chart-rows';
import type { ChartIncident } from './chart-windows';
import { IncidentMarks } from './incident-marks';
import type { ValueAxis } from './value-ticks';

interface StatisticPanelProps {
  frame: ChartFrame;
  rows: ChartRow[];
  axis: ValueAxis;
  height: number;
  incidents: ChartIncident[];
  label: string;
}

const drifting = (row: ChartRow) => (row.level === 'drift' ? row.statistic : null);

/**
 * The detector's statistic against its threshold. It is connected over silences and late points: without a point to
 * evaluate, a statistic stays as it is. The cursor's facts are shown by the panel of values above.
 */
export function StatisticPanel({ frame, rows, axis, height, incidents, label }: StatisticPanelProps) {
  const { time } = frame;
  return (
    <ComposedChart
      data={rows}
      width={frame.width}
      height={height}
      margin={panelMargin}
      syncId={frame.syncId}
      accessibilityLayer={false}
      role="img"
      aria-label={label}
    >
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis
        dataKey="ms"
        type="number"
        domain={time.domain}
        ticks={time.ticks}
        tick={false}
        allowDataOverflow
        stroke="var(--line)"
        height={6}
      />
      <YAxis
        domain={axis.domain}
        ticks={axis.ticks}
        tickFormatter={axis.format}
        allowDataOverflow
        interval={0}
        width={frame.axisWidth}
        tick={axisText}
        axisLine={false}
        tickLine={false}
      />
      <IncidentMarks incidents={incidents} time={time.domain} value={axis.domain} hasLabels={false} />
      <Line
        dataKey="threshold"
        stroke="var(--drift)"
        strokeDasharray="5 3"
        strokeWidth={1.25}
        dot={false}
        activeDot={false}
        connectNulls
        isAnimationActive={false}
      />
      <Line
        dataKey="statistic"
        stroke="var(--ink-2)"
        strokeWidth={1.25}
        dot={false}
        connectNulls
        isAnimationActive={false}
      />
      <Line
        dataKey={drifting}
        stroke="var(--drift)"
        strokeWidth={1.75}
        dot={{ r: 1.25, fill: 'var(--drift)' }}
        activeDot={false}
        isAnimationActive={false}
      />
      <Tooltip
        content={() => null}
        cursor={{ stroke: 'var(--ink-3)', strokeDasharray: '2 2' }}
        isAnimationActive={false}
      />
    </ComposedChart>
  );
}

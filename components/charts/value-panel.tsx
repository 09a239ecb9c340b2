'use client';

import {
  Area,
  CartesianGrid,
  ComposedChart,
  type DotItemDotProps,
  Line,
  Tooltip,
  type TooltipContentProps,
  XAxis,
  YAxis,
} from 'recharts';
import { axisText, type ChartFrame, panelMargin } from './chart-frame';
import type { ChartRow } from './chart-rows';
import { ChartTooltip } from './chart-tooltip';
import type { ChartIncident, ChartWindows } from './chart-windows';
import { IncidentMarks } from './incident-marks';
import type { ValueAxis } from './value-ticks';
import { WindowMarks } from './window-marks';

interface ValuePanelProps {
  frame: ChartFrame;
  rows: ChartRow[];
  axis: ValueAxis;
  height: number;
  unit: string | null;
  windows: ChartWindows;
  incidents: ChartIncident[];
  /** Whether rows are buckets of several points. */
  isDownSampled: boolean;
  label: string;
}

function ValueDot({ cx, cy, payload }: DotItemDotProps) {
  const row = payload as ChartRow;
  return row.hasDot ? <circle cx={cx} cy={cy} r={2.25} fill="var(--chart-value)" /> : null;
}

export function ValuePanel({ frame, rows, axis, height, unit, ...marks }: ValuePanelProps) {
  const { time } = frame;
  const renderTooltip = ({ active, payload }: TooltipContentProps) => {
    const row = payload[0]?.payload as ChartRow | undefined;
    return active && row ? <ChartTooltip row={row} unit={unit} /> : null;
  };
  return (
    <ComposedChart
      data={rows}
      width={frame.width}
      height={height}
      margin={panelMargin}
      syncId={frame.syncId}
      aria-label={marks.label}
    >
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis
        dataKey="ms"
        type="number"
        domain={time.domain}
        ticks={time.ticks}
        tickFormatter={time.format}
        allowDataOverflow
        interval={0}
        tick={axisText}
        tickMargin={6}
        stroke="var(--line)"
        height={26}
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
      <WindowMarks windows={marks.windows} time={time.domain} value={axis.domain} />
      <IncidentMarks incidents={marks.incidents} time={time.domain} value={axis.domain} hasLabels />
      {marks.isDownSampled && (
        <Area
          dataKey="band"
          stroke="none"
          fill="var(--chart-band)"
          fillOpacity={0.28}
          isAnimationActive={false}
          activeDot={false}
          tooltipType="none"
        />
      )}
      <Line
        dataKey="value"
        stroke="var(--chart-value)"
        strokeWidth={1.5}
        dot={ValueDot}
        activeDot={{ r: 3.5, fill: 'var(--chart-value)', stroke: 'var(--surface)' }}
        isAnimationActive={false}
      />
      <Tooltip
        content={renderTooltip}
        cursor={{ stroke: 'var(--ink-3)', strokeDasharray: '2 2' }}
        isAnimationActive={false}
        wrapperStyle={{ zIndex: 20 }}
      />
    </ComposedChart>
  );
}

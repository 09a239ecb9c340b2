'use client';

import { Area, CartesianGrid, ComposedChart, Line, YAxis } from 'recharts';
import { axisText, type PlotFrame, plotTop } from './chart-frame';
import { timeAxisElement } from './time-axis';

/** A line of values; null is a gap, where it stops instead of pretending. */
export interface PlotLine {
  id: string;
  color: string;
  rows: readonly { ms: number; value: number | null }[];
  /** Pixels; 1.25 unless given. */
  strokeWidth?: number;
  strokeDasharray?: string;
  strokeOpacity?: number;
  /** Whether the line goes on over gaps. */
  isConnected?: boolean;
}

/** From the lowest to the highest value of each time. */
export interface PlotBand {
  id: string;
  color: string;
  opacity: number;
  rows: readonly { ms: number; band: readonly [number, number] | null }[];
}

interface PlotLinesProps {
  frame: PlotFrame;
  lines: PlotLine[];
  bands: PlotBand[];
}

/**
 * Grid, axes, bands and lines of one plot, each line one path. What moves lies over it and never draws it
 * again.
 */
export function PlotLines({ frame, lines, bands }: PlotLinesProps) {
  const { value } = frame;
  return (
    <ComposedChart
      data={[]}
      width={frame.width}
      height={frame.height}
      margin={{ top: plotTop, right: frame.right, bottom: 0, left: 0 }}
      accessibilityLayer={false}
      aria-hidden="true"
      style={{ position: 'absolute', inset: 0 }}
    >
      <CartesianGrid vertical={false} stroke="var(--line-strong)" strokeOpacity={0.4} strokeWidth={0.75} />
      {timeAxisElement(frame)}
      <YAxis
        domain={value.domain}
        ticks={value.ticks}
        tickFormatter={value.format}
        allowDataOverflow
        interval={0}
        width={frame.left}
        tick={axisText}
        axisLine={false}
        tickLine={false}
      />
      {bands.map(({ id, color, opacity, rows }) => (
        <Area
          key={id}
          data={rows}
          dataKey="band"
          stroke="none"
          fill={color}
          fillOpacity={opacity}
          isAnimationActive={false}
          activeDot={false}
          tooltipType="none"
        />
      ))}
      {lines.map((line) => (
        <Line
          key={line.id}
          data={line.rows}
          dataKey="value"
          stroke={line.color}
          strokeWidth={line.strokeWidth ?? 1.25}
          {...(line.strokeDasharray !== undefined && { strokeDasharray: line.strokeDasharray })}
          strokeOpacity={line.strokeOpacity ?? 1}
          connectNulls={line.isConnected ?? false}
          dot={false}
          activeDot={false}
          isAnimationActive={false}
        />
      ))}
    </ComposedChart>
  );
}

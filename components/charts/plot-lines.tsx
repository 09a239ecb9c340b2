'use client';

import { CartesianGrid, ComposedChart, YAxis } from 'recharts';
import { axisText, plotTop } from './chart-frame';
import { LinePaths, type PlotLinesProps } from './line-paths';
import { timeAxisElement } from './time-axis';

/**
 * Grid and axes by Recharts, bands and lines as paths of our own: a line of Recharts makes an object of every
 * point. What moves lies over it and never draws it again.
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
      <LinePaths frame={frame} lines={lines} bands={bands} />
    </ComposedChart>
  );
}

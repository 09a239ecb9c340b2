import type { TimeAxis } from './time-ticks';
import type { ValueAxis } from './value-ticks';

/**
 * Where the plot of one panel lies and what its axes span; what Recharts draws and what lies over it agree on
 * it.
 */
export interface PlotFrame {
  width: number;
  height: number;
  /** Pixels from the left edge to the plot: the axis of values. */
  left: number;
  /** Pixels from the plot to the right edge. */
  right: number;
  time: TimeAxis;
  value: ValueAxis;
}

/** Above the plot; the top tick needs half of its height. */
export const plotTop = 8;
export const timeAxisHeight = 22;
export const axisText = { fontSize: 11, fill: 'var(--ink-3)' };

const digitWidth = 6.6;
const pixelsPerTimeTick = 84;
const minAxisWidth = 40;

/** Wide enough for the longest tick of every panel. */
export function axisWidthOf(axes: ValueAxis[]): number {
  const longest = Math.max(0, ...axes.flatMap((axis) => axis.ticks.map((tick) => axis.format(tick).length)));
  return Math.max(minAxisWidth, Math.ceil(longest * digitWidth) + 12);
}

/** How many time ticks fit without touching. */
export function timeTickCount(width: number): number {
  return Math.max(2, Math.floor(width / pixelsPerTimeTick));
}

export function plotWidth({ width, left, right }: PlotFrame): number {
  return Math.max(1, width - left - right);
}

export function plotHeight({ height }: PlotFrame): number {
  return Math.max(1, height - plotTop - timeAxisHeight);
}

/** The pixel of a time, from the left edge of the panel. */
export function plotX(frame: PlotFrame, ms: number): number {
  const [from, to] = frame.time.domain;
  return frame.left + ((ms - from) / (to - from)) * plotWidth(frame);
}

/** The pixel of a value, from the top edge of the panel. */
export function plotY(frame: PlotFrame, value: number): number {
  const [low, high] = frame.value.domain;
  return plotTop + (1 - (value - low) / (high - low)) * plotHeight(frame);
}

/** The time at a pixel from the left edge, kept inside the shown range. */
export function msAtX(frame: PlotFrame, x: number): number {
  const [from, to] = frame.time.domain;
  const share = Math.min(1, Math.max(0, (x - frame.left) / plotWidth(frame)));
  return from + share * (to - from);
}

import type { TimeAxis } from './time-ticks';
import type { ValueAxis } from './value-ticks';

/** What the panels of one chart share, so that they line up. */
export interface ChartFrame {
  width: number;
  /** Charts with the same id move their cursors together. */
  syncId: string;
  time: TimeAxis;
  axisWidth: number;
}

export const panelMargin = { top: 14, right: 12, bottom: 0, left: 0 };
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

import { clampFinite } from '../stats/clamp-finite';
import { judge } from './hysteresis';
import { createSegment, extendSegment, type Segment } from './segment';
import type { Level, Reading } from './types';

/** As `WindowSpan`, in a form that a state may hold. */
export type ReferencePart = { fromMs: number; toMs: number; mean: number; sampleCount: number };

/**
 * A drift of a method that forgets everything after an alarm. It lasts for a number of points, in which the
 * method learns the new level. All that time the reading repeats the statistic of the alarm, since the method
 * has none yet. A further alarm in that time belongs to the same change: it lengthens the drift and is not
 * reported as another. So one change, abrupt or in several steps close together, is one drift.
 */
export type LatchedDrift = {
  /** Points for which the drift still lasts; 0 if there is none. */
  left: number;
  statistic: number;
  /** What the change moves away from. */
  reference: ReferencePart;
  /** From the onset until now. */
  current: Segment;
};

export function createLatchedDrift(): LatchedDrift {
  return {
    left: 0,
    statistic: 0,
    reference: { fromMs: 0, toMs: 0, mean: 0, sampleCount: 0 },
    current: createSegment(),
  };
}

/** Begins a drift that lasts for `size` more points, or lengthens the present one. */
export function latchDrift(
  held: LatchedDrift,
  size: number,
  statistic: number,
  reference: ReferencePart,
  current: Segment,
): void {
  const isNew = held.left === 0;
  held.left = size + 1;
  if (!isNew) return;
  held.statistic = statistic;
  held.reference = reference;
  held.current = current;
}

/** Adds the value of a point after the alarm to the present part. */
export function extendLatched(held: LatchedDrift, value: number, tsMs: number): void {
  if (held.left > 0) extendSegment(held.current, value, tsMs);
}

/** The reading of a point during the drift, including that of the alarm; each one uses up a point. */
export function latchedReading(held: LatchedDrift, threshold: number): Reading {
  held.left -= 1;
  const delta = clampFinite(held.current.mean - held.reference.mean);
  return { statistic: held.statistic, threshold, level: 'drift', delta };
}

/** The part of a method's state that `settleLatched` needs. */
interface Settling {
  params: { threshold: number; warning_ratio: number };
  held: LatchedDrift;
  level: Level;
}

/**
 * The reading of a point: that of the drift while one is latched, otherwise the statistic against the
 * threshold.
 */
export function settleLatched(state: Settling, statistic: number, delta: number): Reading {
  const { params, held } = state;
  const { threshold, warning_ratio } = params;
  if (held.left > 0) {
    state.level = 'drift';
    return latchedReading(held, threshold);
  }
  const level = judge(statistic, threshold, threshold, warning_ratio);
  state.level = level;
  return { statistic, threshold, level, delta: clampFinite(delta) };
}

import { clampFinite } from '../stats/clamp-finite';
import { judge } from './hysteresis';
import { createSegment, extendSegment, type Segment } from './segment';
import type { Level, Reading } from './types';

/** As `WindowSpan`, in a form a state may hold. */
export type ReferencePart = { fromMs: number; toMs: number; mean: number; sampleCount: number };

/**
 * A drift of a method that forgets everything after an alarm: it is held for a number of points, in which the method
 * learns the new level, and then is over. All that time the reading repeats the statistic of the alarm, since the method
 * has none yet. A further alarm in that time is taken for the same change, still going on: it lengthens the drift and is
 * not reported as another. So one change, abrupt or in several steps close together, is one drift.
 */
export type LatchedDrift = {
  /** Points for which the drift still lasts; 0 when there is none. */
  left: number;
  statistic: number;
  /** What the change is away from. */
  reference: ReferencePart;
  /** From the onset to now. */
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

/** An alarm: begins a drift that lasts for `size` more points, or lengthens the one there is. */
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

/** Takes the value of a point after the alarm into the present part. */
export function extendLatched(held: LatchedDrift, value: number, tsMs: number): void {
  if (held.left > 0) extendSegment(held.current, value, tsMs);
}

/** The reading of a point while the drift lasts, the alarm's own included; one point less is left then. */
export function latchedReading(held: LatchedDrift, threshold: number): Reading {
  held.left -= 1;
  const delta = clampFinite(held.current.mean - held.reference.mean);
  return { statistic: held.statistic, threshold, level: 'drift', delta };
}

/** What `settleLatched` needs of a method's state. */
interface Settling {
  params: { threshold: number; warning_ratio: number };
  held: LatchedDrift;
  level: Level;
}

/** The reading of a point: that of the drift while one is latched, otherwise the statistic against the threshold. */
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

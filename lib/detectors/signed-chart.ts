import { applyHysteresis, createHysteresis, type Hysteresis, isChanging, quietLimit } from './hysteresis';
import type { InputState } from './input-stage';
import { addRecent, createRecentPoints, type RecentPoints } from './recent-points';
import {
  beginRecovery,
  createRecovery,
  followRecovery,
  hasRecovered,
  isQuiet,
  type Recovery,
} from './recovery';
import { createSegment, extendSegment, type Segment } from './segment';
import { type Direction, watchedSides } from './shared-params';
import { watchedScore } from './two-window';
import type { MetricTraits, Reading } from './types';

/**
 * What charts with one signed score per point share: which side of it counts, the level, and the segment of
 * the change. The statistic is the score on the watched side, its absolute value on both, never below 0. A
 * drift lasts until the statistic is back at half of the threshold and the series has recovered
 * (hysteresis.ts, recovery.ts). Cost O(1); about 35 numbers.
 */
export type SignedChart = {
  up: boolean;
  down: boolean;
  hold: Hysteresis;
  recovery: Recovery;
  /** Whether the last score was above 0: a segment lies on one side. */
  rising: boolean;
  stretch: Segment;
  recent: RecentPoints;
};

export interface ChartLimits {
  threshold: number;
  warningRatio: number;
  /** A statistic above this share of the threshold belongs to a change: the first in a row is the onset. */
  onsetRatio: number;
  /** Whether a drift is one of the level, which has to recover; otherwise only the noise has to. */
  ofLevel: boolean;
}

export function createChart(direction: Direction, traits: MetricTraits): SignedChart {
  return {
    ...watchedSides(direction, traits),
    hold: createHysteresis(),
    recovery: createRecovery(),
    rising: false,
    stretch: createSegment(),
    recent: createRecentPoints(),
  };
}

/**
 * Judges the score of a point.
 *
 * @param limits `onsetRatio` must not exceed the lowest share of the threshold that gives a warning or
 *   continues a drift, so that each of these has an onset.
 * @returns the reading, with a delta of 0 for the caller to fill in: the present mean is known only now.
 */
export function judgeScore(
  chart: SignedChart,
  input: InputState,
  score: number,
  adjusted: number,
  tsMs: number,
  { threshold, warningRatio, onsetRatio, ofLevel }: ChartLimits,
): Reading {
  const { hold, recovery } = chart;
  const statistic = watchedScore(score, chart);
  if (hold.level !== 'drift' && statistic <= threshold) {
    // Calm, as nearly always.
    hold.compared = threshold;
    hold.level = statistic > threshold * warningRatio ? 'warning' : 'stable';
    const isRising = score > 0;
    const isPart = statistic > threshold * onsetRatio;
    if (!isPart || isRising !== chart.rising) chart.stretch.sampleCount = 0;
    if (isPart) extendSegment(chart.stretch, adjusted, tsMs);
    chart.rising = isRising;
    addRecent(chart.recent, adjusted, tsMs);
    return { statistic, threshold, level: hold.level, delta: 0 };
  }
  const before = hold.level;
  let mayEnd = true;
  if (before === 'drift') {
    followRecovery(recovery, input, adjusted, statistic > quietLimit(threshold));
    mayEnd = ofLevel ? hasRecovered(recovery, input, chart) : isQuiet(recovery, input);
  }
  applyHysteresis(hold, statistic, threshold, warningRatio, mayEnd);
  if (hold.level === 'drift' && before !== 'drift') beginRecovery(recovery, input, chart.recent);
  const rising = score > 0;
  const isHeld = before === 'drift' && hold.level === 'drift';
  const belongs = statistic > threshold * onsetRatio;
  // A point of a continued drift belongs to the change, on whatever side it is.
  if (belongs ? rising !== chart.rising : !isHeld) chart.stretch.sampleCount = 0;
  if (isHeld || belongs) extendSegment(chart.stretch, adjusted, tsMs);
  if (!isHeld || belongs) chart.rising = rising;
  addRecent(chart.recent, adjusted, tsMs);
  return { statistic, threshold: hold.compared, level: hold.level, delta: 0 };
}

/** The points of the change under way; `null` when there is none. */
export function changingPoints(chart: SignedChart): Segment | null {
  return isChanging(chart.hold.level) ? chart.stretch : null;
}

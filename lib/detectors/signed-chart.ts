import { heldThreshold, isChanging, judge } from './level-hold';
import { addRecent, noRecentPoints, type RecentPoints, recentMean } from './recent-points';
import { type Direction, watchedSides } from './shared-params';
import { emptyStretch, extendStretch, type Stretch, stretchSpan } from './stretch';
import { watchedScore } from './two-window';
import type { Level, MetricTraits, Reading, WindowSpan } from './types';

/**
 * What charts with one signed score for each point share: which side of it counts, the level, and the stretch of the
 * change. The statistic is the score on the watched side, its absolute value on both, never below 0. A drift lasts until
 * the statistic is back at half of the threshold (level-hold.ts). Cost O(1); about 25 numbers.
 */
export type SignedChart = {
  up: boolean;
  down: boolean;
  level: Level;
  /** Whether the last score was above 0: a stretch lies on one side. */
  rising: boolean;
  stretch: Stretch;
  recent: RecentPoints;
};

export interface ChartLimits {
  threshold: number;
  warningRatio: number;
  /** A statistic above this share of the threshold belongs to a change: the first in a row is the onset. */
  onsetRatio: number;
}

export function startChart(direction: Direction, traits: MetricTraits): SignedChart {
  return {
    ...watchedSides(direction, traits),
    level: 'insufficient_data',
    rising: false,
    stretch: emptyStretch(),
    recent: noRecentPoints(),
  };
}

/**
 * Takes in the score of a point and gives its reading, with a delta of 0 for the caller to fill in: the present mean is
 * known only now. `onsetRatio` must not be above the lowest share of the threshold that gives a warning or holds a drift,
 * so that each of these has an onset.
 */
export function judgeScore(
  chart: SignedChart,
  score: number,
  adjusted: number,
  tsMs: number,
  { threshold, warningRatio, onsetRatio }: ChartLimits,
): Reading {
  const statistic = watchedScore(score, chart);
  const compared = heldThreshold(chart.level, threshold);
  chart.level = judge(statistic, compared, threshold, warningRatio);
  const rising = score > 0;
  const belongs = statistic > threshold * onsetRatio;
  if (!belongs || rising !== chart.rising) chart.stretch.sampleCount = 0;
  if (belongs) extendStretch(chart.stretch, adjusted, tsMs);
  chart.rising = rising;
  addRecent(chart.recent, adjusted, tsMs);
  return { statistic, threshold: compared, level: chart.level, delta: 0 };
}

function changing(chart: SignedChart): Stretch | null {
  return isChanging(chart.level) ? chart.stretch : null;
}

/** Mean of the change under way from its onset to now, else of the last 8 points. */
export function presentMean(chart: SignedChart): number {
  return changing(chart)?.mean ?? recentMean(chart.recent);
}

export function presentSpan(chart: SignedChart): WindowSpan | null {
  return stretchSpan(changing(chart), chart.recent);
}

export function chartOnsetMs(chart: SignedChart): number | null {
  return changing(chart)?.fromMs ?? null;
}

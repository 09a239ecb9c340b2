import type { Level } from './types';

/**
 * A drift lasts until the statistic is back at this share of the threshold, so that it does not flicker. For
 * a squared statistic half of the distance is a quarter; for a root it is the root of a half.
 */
export const releaseRatio = 0.5;
export const squareReleaseRatio = 0.25;
export const rootReleaseRatio = Math.SQRT1_2;

/**
 * Up to here, a third of the way from the release to the threshold, a statistic counts as quiet. With a lower
 * limit the noise of a series that has recovered would break its quiet again and again where the threshold is
 * low.
 */
export function quietLimit(threshold: number, ratio = releaseRatio): number {
  return threshold * (0.7 * ratio + 0.3);
}

/** Whether a change is under way: the levels that have an onset. */
export function isChanging(level: Level): boolean {
  return level === 'drift' || level === 'warning';
}

/**
 * What the statistic of the next point is compared with: the threshold, or the release threshold during a
 * drift. The reading shows this threshold, so that drift stays exactly `statistic > threshold`.
 */
export function thresholdInForce(level: Level, threshold: number, ratio = releaseRatio): number {
  return level === 'drift' ? threshold * ratio : threshold;
}

/**
 * The level after a point.
 *
 * @param compared what `thresholdInForce` returned before the point.
 * @param warningRatio a warning needs a statistic above this share of `threshold`; 1 gives no warnings.
 */
export function judge(statistic: number, compared: number, threshold: number, warningRatio: number): Level {
  if (statistic > compared) return 'drift';
  return statistic > threshold * warningRatio ? 'warning' : 'stable';
}

/** A level, and what the last statistic was compared with. */
export type Hysteresis = { level: Level; compared: number };

export function createHysteresis(): Hysteresis {
  return { level: 'insufficient_data', compared: 0 };
}

/**
 * Takes the statistic of a point. A drift whose statistic is back at the release threshold continues unless
 * it `mayEnd`: one lasting change is one drift, even if single statistics look calm. Such a point is compared
 * with a threshold below every statistic, so that drift stays exactly `statistic > compared`. O(1).
 */
export function applyHysteresis(
  hold: Hysteresis,
  statistic: number,
  threshold: number,
  warningRatio: number,
  mayEnd: boolean,
  ratio = releaseRatio,
): void {
  const compared = thresholdInForce(hold.level, threshold, ratio);
  const isHeld = hold.level === 'drift' && !mayEnd && statistic <= compared;
  hold.compared = isHeld ? Math.min(statistic, 0) - 1 : compared;
  hold.level = judge(statistic, hold.compared, threshold, warningRatio);
}

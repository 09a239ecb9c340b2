import type { Level } from './types';

/**
 * While a drift lasts it is held until the statistic is back at this share of the threshold, so it does not flicker. Where a
 * statistic is a square, half of the distance is a quarter of it; where it is a root, the root of a half.
 */
export const releaseRatio = 0.5;
export const squareReleaseRatio = 0.25;
export const rootReleaseRatio = Math.SQRT1_2;

/**
 * A statistic up to here, a third of the way from the release to the threshold, is quiet. Lower, and the noise of a series that
 * has come back would break its quiet again and again where the threshold is low.
 */
export function quietLimit(threshold: number, ratio = releaseRatio): number {
  return threshold * (0.7 * ratio + 0.3);
}

/** Whether something is going on: the levels that have an onset. */
export function isChanging(level: Level): boolean {
  return level === 'drift' || level === 'warning';
}

/**
 * What the statistic of the next point is compared with: the threshold, or the release threshold while a drift lasts.
 * This is the threshold the reading shows, so that drift stays exactly `statistic > threshold`.
 */
export function thresholdInForce(level: Level, threshold: number, ratio = releaseRatio): number {
  return level === 'drift' ? threshold * ratio : threshold;
}

/**
 * The level after a point. `compared` is what `heldThreshold` gave before it; a warning needs a statistic above
 * `warningRatio * threshold`, so 1 gives none.
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
 * Takes in the statistic of a point. A drift whose statistic is back at the release threshold goes on unless the caller says
 * that it `mayEnd`: one lasting change is one drift, although single statistics of it look calm. Such a point is compared
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

import type { Level } from './types';

/** While a drift lasts it is held until the statistic is back at this share of the threshold, so it does not flicker. */
export const releaseRatio = 0.5;

/** Whether something is going on: the levels that have an onset. */
export function isChanging(level: Level): boolean {
  return level === 'drift' || level === 'warning';
}

/**
 * What the statistic of the next point is compared with: the threshold, or the release threshold while a drift lasts.
 * This is the threshold the reading shows, so that drift stays exactly `statistic > threshold`.
 */
export function heldThreshold(level: Level, threshold: number): number {
  return level === 'drift' ? threshold * releaseRatio : threshold;
}

/**
 * The level after a point. `compared` is what `heldThreshold` gave before it; a warning needs a statistic above
 * `warningRatio * threshold`, so 1 gives none.
 */
export function judge(statistic: number, compared: number, threshold: number, warningRatio: number): Level {
  if (statistic > compared) return 'drift';
  return statistic > threshold * warningRatio ? 'warning' : 'stable';
}

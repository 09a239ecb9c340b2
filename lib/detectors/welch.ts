import type { z } from 'zod';
import { farthest } from '../stats/noise-floor';
import { momentsOf, welchStatistic } from '../stats/welch';
import { defineWindowMethod, watchedScore } from './two-window';
import { windowParamsSchema, windowThreshold } from './window-params';
import type { Sides } from './window-state';

/**
 * Welch's t test: the difference of the two windows' means in standard errors, each window with its own
 * variance.
 *
 * What it measures. t = (current mean - reference mean) / sqrt(v1 / m + v2 / n). The statistic is t on the
 * watched side, |t| on both.
 *
 * Params. `threshold`: above 0 to 1e6, default 4.2; 1.96 is the two-sided 5 % point of a single test of long
 * windows. Raising it makes alarms rarer.
 *
 * Defaults: over calm streams of 1,000 independent standard normal points (300 seeds, both sides, reference
 * 200, window 50) the largest statistic is 2.647 in the median, 4.003 at the 98th and 4.303 at the 99th
 * percentile, so the default alarms in about 2 % of them or fewer. With an autocorrelation of 0.5 the 98th
 * percentile is 6.844 on one side, and 58 % of such streams (150 seeds, both sides) alarm at the default:
 * calibrate on them.
 *
 * Differs from the textbook where the reference window does not vary: its variance is then taken as 1 sd
 * squared (0.1 % of its level, input-stage.ts), since t would be infinite for any change; two equal constants
 * give 0. Running sums of residuals, computed anew once per window; single values are cut at `outlier_limit`.
 *
 * Direction, kinds of reference, season, outliers, levels and onset: two-window.ts. Short input:
 * `insufficient_data` until reference and window are full.
 */
const paramsSchema = windowParamsSchema(
  windowThreshold(4.2, 'score', 'Drift when the statistic exceeds this. Higher: rarer alarms.'),
);

export type WelchParams = z.infer<typeof paramsSchema>;

/** Moments of the reference, and running sums of the current window. */
type WelchSums = {
  count: number;
  mean: number;
  variance: number;
  sum: number;
  squares: number;
  size: number;
};

function createSums(reference: readonly number[], noise: number): WelchSums {
  const moments = momentsOf(reference);
  const variance = moments.variance > 0 ? moments.variance : noise ** 2;
  return { ...moments, variance, sum: 0, squares: 0, size: 0 };
}

/** Computes the sums of the window from its values, in their order. */
function addWindow(core: WelchSums, current: readonly number[]): void {
  core.sum = 0;
  core.squares = 0;
  core.size = current.length;
  for (const value of current) {
    core.sum += value;
    core.squares += value * value;
  }
}

function scoreOf(core: WelchSums, sides: Sides): number {
  const mean = core.sum / core.size;
  // Rounding may leave slightly less than 0 for a window that does not vary.
  const variance = Math.max(0, (core.squares - core.sum * mean) / (core.size - 1));
  const score = welchStatistic({ count: core.size, mean, variance }, core);
  return Math.min(watchedScore(score, sides), farthest);
}

export const welch = defineWindowMethod<WelchParams, WelchSums>({
  method: 'welch',
  label: 'Shift of the mean (Welch)',
  summary: 'Sees a shift of the mean, allowing the spread to differ between the windows.',
  sees: 'Shifts of the mean; the most powerful window method for near-normal metrics.',
  misses: 'Changes of spread or shape.',
  cost: 'O(1) per point beside the window; 5 numbers, one per reference point and 3 per window point.',
  paper: 'Welch, Biometrika 34 (1947).',
  guide: {
    advice: { situation: 'heavy_tails', place: 2, why: 'It is the sharpest for normal values.' },
    calmAlarms: [1.3, 64],
  },
  paramsSchema,
  hasSides: true,
  start: (reference, _params, noise) => createSums(reference, noise),
  change: (core, _reference, _current, value, change) => {
    core.sum += change * value;
    core.squares += change * value * value;
    core.size += change;
  },
  refresh: (core, _reference, current) => addWindow(core, current),
  statistic: (core, _reference, _current, sides) => scoreOf(core, sides),
  ofWhole: ({ reference, current, noise, sides }) => {
    const core = createSums(reference, noise);
    addWindow(core, current);
    return scoreOf(core, sides);
  },
  operations: ({ reference, reference_size, window }) =>
    reference === 'rolling' ? 4 * (reference_size + window) : window,
});

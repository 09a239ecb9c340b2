import type { z } from 'zod';
import { farthest } from '../stats/noise-floor';
import { medianSpread, type SpreadMoments, spreadDifference } from '../stats/spread-difference';
import { defineWindowMethod } from './two-window';
import { windowParamsSchema, windowThreshold } from './window-params';
import { maxResidual, type Sides } from './window-state';

/**
 * Levene's test about the median (Brown and Forsythe): whether the values of the current window lie further
 * from their median than those of the reference from theirs.
 *
 * What it measures. Student's t of the distances from the window's own median; its square is Levene's W. A
 * shift alone moves the median with it and is not seen.
 *
 * Direction. A wider spread is the worse one, whatever the metric's direction: `worse` watches a wider
 * spread, `both` a narrower one as well; so does a two-sided metric.
 *
 * Params. `threshold`: above 0 to 1e6, default 4.3, for the root of W; 1.97 is the two-sided 5 % point of a
 * single test. Raising it makes alarms rarer.
 *
 * Defaults: over calm streams of 1,000 independent standard normal points (300 seeds, both sides, reference
 * 200, window 50) the largest statistic is 2.576 in the median, 3.921 at the 98th and 4.176 at the 99th
 * percentile, so the default alarms in about 2 % of them or fewer. With an autocorrelation of 0.5 the 98th
 * percentile is 4.767 on one side, and 7 % of such streams (150 seeds, both sides) alarm at the default:
 * calibrate on them.
 *
 * A reference that does not vary has a variance of distances of 0, which counts as 1 sd squared (0.1 % of its
 * level, input-stage.ts). Two constants: 0. While the step of a shift is inside the window, the spread is
 * wider, and may be seen so.
 *
 * Direction, kinds of reference, season, outliers, levels and onset: two-window.ts. Short input:
 * `insufficient_data` until reference and window are full.
 */
const paramsSchema = windowParamsSchema(
  windowThreshold(4.3, 'score', 'Drift when the statistic exceeds this. Higher: rarer alarms.'),
);

export type LeveneParams = z.infer<typeof paramsSchema>;

/**
 * The spread of the reference, the variance used where nothing varies, and the largest distance that counts.
 */
type ReferenceSpread = SpreadMoments & { smallestVariance: number; most: number };

/** Distances below this share of one sd are rounding. */
const rounding = 1e-9;

function spreadOf(
  reference: readonly number[],
  { outlier_limit, scale }: LeveneParams,
  noise: number,
): ReferenceSpread {
  const isUnknown = medianSpread(reference).squares <= reference.length * (rounding * noise) ** 2;
  const most = isUnknown && scale === 'raw' ? maxResidual : outlier_limit * noise;
  return { ...medianSpread(reference, most), smallestVariance: isUnknown ? noise ** 2 : 0, most };
}

function scoreOf(spread: ReferenceSpread, current: readonly number[], { up, down }: Sides): number {
  const score = spreadDifference(spread, medianSpread(current, spread.most), spread.smallestVariance);
  return Math.min(up && down ? Math.abs(score) : Math.max(0, score), farthest);
}

export const levene = defineWindowMethod<LeveneParams, ReferenceSpread>({
  method: 'levene',
  label: 'Change of spread (Levene, Brown-Forsythe)',
  summary: 'Sees values scattering more (or less) than in the reference, wherever their level is.',
  sees: 'A wider or narrower spread.',
  misses: 'Shifts of the level, by intent.',
  cost: 'O(window) per point; 4 numbers, one per reference point and 3 per window point.',
  paper: 'Brown and Forsythe, Robust tests for the equality of variances, JASA 69 (1974).',
  guide: {
    advice: {
      situation: 'spread',
      place: 1,
      why: 'It is the only one that is blind to the level by intent, and it is robust to heavy tails.',
    },
    calmAlarms: [0, 6],
  },
  paramsSchema,
  hasSides: true,
  ofSpread: true,
  start: spreadOf,
  change: () => undefined,
  statistic: (spread, _reference, current, sides) => scoreOf(spread, current, sides),
  ofWhole: ({ reference, current, params, noise, sides }) =>
    scoreOf(spreadOf(reference, params, noise), current, sides),
  operations: ({ reference, reference_size, window }) =>
    reference === 'rolling' ? 4 * (reference_size + window) : 3 * window,
});

import type { z } from 'zod';
import {
  changeRankSumWindow,
  createRankSumWindow,
  type RankSumWindow,
  rankSumScore,
  rankSums,
} from '../stats/rank-sum-window';
import { defineWindowMethod, watchedScore } from './two-window';
import { windowParamsSchema, windowThreshold } from './window-params';

/**
 * Mann and Whitney's rank sum test: whether values of the current window tend to be larger or smaller than
 * those of the reference.
 *
 * What it measures. In how many of the m n pairs the current value is the larger one, against its mean
 * without a change, in standard deviations (tie-corrected, no continuity correction): z. The statistic is z
 * on the watched side, |z| on both.
 *
 * Params. `threshold`: above 0 to 1e6, default 3.9; 1.96 is the two-sided 5 % point of a single test. Raising
 * it makes alarms rarer.
 *
 * Defaults: over calm streams of 1,000 independent standard normal points (300 seeds, both sides, reference
 * 200, window 50) the largest statistic is 2.517 in the median, 3.697 at the 98th and 3.842 at the 99th
 * percentile, so the default alarms in about 2 % of them or fewer. With an autocorrelation of 0.5 the 98th
 * percentile is 5.895 on one side, and 56 % of such streams (150 seeds, both sides) alarm at the default:
 * calibrate on them.
 *
 * All values equal: 0, where SciPy gives NaN. Kept incrementally in whole numbers:
 * lib/stats/rank-sum-window.ts.
 *
 * Direction, kinds of reference, season, outliers, levels and onset: two-window.ts. Short input:
 * `insufficient_data` until reference and window are full.
 */
const paramsSchema = windowParamsSchema(
  windowThreshold(3.9, 'score', 'Drift when the statistic exceeds this. Higher: rarer alarms.'),
);

export type MannWhitneyParams = z.infer<typeof paramsSchema>;

export const mannWhitney = defineWindowMethod<MannWhitneyParams, RankSumWindow>({
  method: 'mann_whitney',
  label: 'Shift of the ranks (Mann-Whitney)',
  summary: 'Sees a shift of the values up or down, whatever their distribution and outliers.',
  sees: 'Shifts, of skewed and heavy-tailed metrics as well.',
  misses: 'Changes of spread or shape that leave as many values above as below.',
  cost: 'O(log reference + log window) per point; 3 numbers, one per reference point and 3 per window point.',
  paper: 'Mann and Whitney, Ann. Math. Stat. 18 (1947).',
  guide: {
    advice: {
      situation: 'heavy_tails',
      place: 1,
      why: 'Outliers do not move its ranks, and it loses little power on normal values.',
    },
    calmAlarms: [0.7, 60.7],
  },
  paramsSchema,
  hasSides: true,
  start: (reference) => createRankSumWindow(reference),
  change: changeRankSumWindow,
  statistic: (sums, reference, _current, sides) => watchedScore(rankSumScore(sums, reference.length), sides),
  ofWhole: ({ reference, current, sides }) =>
    watchedScore(rankSumScore(rankSums(reference, current), reference.length), sides),
  operations: ({ reference, reference_size, window }) =>
    reference === 'rolling' ? 5 * (reference_size + window) : 8 * Math.log2(reference_size * window),
});

import type { z } from 'zod';
import {
  type CramerVonMisesWindow,
  changeCramerVonMisesWindow,
  cramerVonMisesSums,
  createCramerVonMisesWindow,
  expectedCramerVonMises,
} from '../stats/cramer-von-mises-window';
import { squareReleaseRatio } from './hysteresis';
import { defineWindowMethod } from './two-window';
import { windowParamsSchema, windowThreshold } from './window-params';

/**
 * The two-sample Cramer-von Mises statistic T: the squared gap between the distribution functions, averaged
 * over the pooled values.
 *
 * What it measures. As for Kolmogorov-Smirnov only ranks matter, so it is scale-free and outliers count like
 * any other high value; it measures the whole gap and not only its highest place. Without a change it does
 * not depend on the window sizes.
 *
 * Params. `threshold`: above 0 to 1e6, default 1.6; 0.461 and 0.743 are the 5 and 1 % points of a single
 * test. Raising it makes alarms rarer.
 *
 * Defaults: over calm streams of 1,000 independent standard normal points (300 seeds, both sides, reference
 * 200, window 50) the largest statistic is 0.7139 in the median, 1.512 at the 98th and 1.612 at the 99th
 * percentile, so the default alarms in about 2 % of them or fewer. With an autocorrelation of 0.5 the 98th
 * percentile is 3.633 on one side, and 55 % of such streams (150 seeds, both sides) alarm at the default:
 * calibrate on them.
 *
 * Ties. T with midranks, as SciPy has it, is far above any threshold for tied values in windows of unequal
 * sizes (46.9 for a constant); the method takes the mean of T over all ways to break the ties at random
 * instead: the same T without ties, 0.167 for a constant. Kept incrementally in whole numbers:
 * lib/stats/cramer-von-mises-window.ts.
 *
 * Direction, kinds of reference, season, outliers, levels and onset: two-window.ts. Short input:
 * `insufficient_data` until reference and window are full.
 */
const paramsSchema = windowParamsSchema(
  windowThreshold(1.6, 'score', 'Drift when the statistic exceeds this. Higher: rarer alarms.'),
);

export type CramerVonMisesParams = z.infer<typeof paramsSchema>;

export const cramerVonMises = defineWindowMethod<CramerVonMisesParams, CramerVonMisesWindow>({
  method: 'cramer_von_mises',
  label: 'Any change of distribution (Cramer-von Mises)',
  summary:
    'Sees any change of the distribution, by the gap between the distribution functions over all values.',
  sees: 'Shifts, and changes of spread or shape; a little more than Kolmogorov-Smirnov where the gap is wide rather than high.',
  misses: 'Changes confined to the tails.',
  cost: 'O(log reference + log window) per point; 3 numbers per reference point, 3 per window point.',
  paper:
    'Anderson, On the distribution of the two-sample Cramer-von Mises criterion, Ann. Math. Stat. 33 (1962).',
  guide: {
    advice: {
      situation: 'unusual_shape',
      place: 2,
      why: 'It is a cheap middle way, with more power than `ks` for broad gaps.',
    },
    calmAlarms: [0.7, 60],
  },
  paramsSchema,
  hasSides: false,
  releaseRatio: squareReleaseRatio,
  start: (reference) => createCramerVonMisesWindow(reference),
  change: changeCramerVonMisesWindow,
  statistic: (sums) => expectedCramerVonMises(sums),
  ofWhole: ({ reference, current }) => expectedCramerVonMises(cramerVonMisesSums(reference, current)),
  operations: ({ reference, reference_size, window }) =>
    reference === 'rolling' ? 5 * (reference_size + window) : 30 * Math.log2(reference_size * window),
});

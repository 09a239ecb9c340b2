import type { z } from 'zod';
import { wassersteinDistance } from '../stats/empirical-distance';
import { scaledUnit } from './shared-params';
import { defineWindowMethod } from './two-window';
import { windowParamsSchema, windowThreshold } from './window-params';

/**
 * The Wasserstein-1 or earth mover's distance: how far the values of one window have to be moved on average
 * to become those of the other, in sd of the reference. Unlike the rank tests it grows with the size of the
 * change.
 *
 * Params. `threshold`: above 0 to 1e6, default 0.67. Raising it makes alarms rarer. Its noise depends on the
 * window sizes: about 1 / sqrt(window).
 *
 * Defaults: over calm streams of 1,000 independent standard normal points (300 seeds, both sides, reference
 * 200, window 50) the largest statistic is 0.4188 in the median, 0.6497 at the 98th and 0.6671 at the 99th
 * percentile, so the default alarms in about 2 % of them or fewer. With an autocorrelation of 0.5 the 98th
 * percentile is 1.003 on one side, and 51 % of such streams (150 seeds, both sides) alarm at the default:
 * calibrate on them.
 *
 * Differs from the raw form by standardising and by the cut at `outlier_limit`, without which one outlier
 * could dominate the distance; multiply by the reference's sd for the metric's unit. Equal constants: 0.
 * Every point moves a whole part of the gap, so each point costs one walk over both ordered windows:
 * lib/stats/empirical- distance.ts.
 *
 * Direction, kinds of reference, season, outliers, levels and onset: two-window.ts. Short input:
 * `insufficient_data` until reference and window are full.
 */
const paramsSchema = windowParamsSchema(
  windowThreshold(0.67, scaledUnit, 'Drift when the statistic exceeds this. Higher: rarer alarms.'),
);

export type WassersteinParams = z.infer<typeof paramsSchema>;

export const wasserstein = defineWindowMethod<WassersteinParams, Record<string, never>>({
  method: 'wasserstein',
  label: 'How far values moved (Wasserstein)',
  summary: 'Sees how far the values moved on average, in standard deviations of the reference.',
  sees: 'Shifts, in proportion to their size; changes of spread or tails too.',
  misses: 'Shifts far below one standard deviation.',
  cost: 'O(reference + window) per point, one walk; one number per reference point, 3 per window point.',
  paper:
    'Villani, Optimal Transport, 2009; Ramdas et al., On Wasserstein two-sample testing, Entropy 19 (2017).',
  guide: {
    advice: {
      situation: 'size_of_change',
      place: 1,
      why: 'It grows with the distance and reads as "values moved by so much", with `scale` raw in the unit of the metric.',
    },
    calmAlarms: [0, 49.3],
  },
  paramsSchema,
  hasSides: false,
  start: () => ({}),
  change: () => undefined,
  statistic: (_core, reference, current) => wassersteinDistance(reference, current),
  ofWhole: ({ reference, current }) => wassersteinDistance(reference, current),
  operations: ({ reference_size, window }) => 6 * (reference_size + window),
});

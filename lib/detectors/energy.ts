import type { z } from 'zod';
import { energyDistance } from '../stats/empirical-distance';
import { defineWindowMethod } from './two-window';
import { windowParamsSchema, windowThreshold } from './window-params';

/**
 * Energy distance: the root of twice the integral of the squared gap between the distribution functions, over
 * values in sd of the reference. Unlike the rank tests it grows with the size of the change.
 *
 * Params. `threshold`: above 0 to 1e6, default 0.52. Raising it makes alarms rarer. Its noise depends on the
 * window sizes: about 1 / sqrt(window).
 *
 * Defaults: over calm streams of 1,000 independent standard normal points (300 seeds, both sides, reference
 * 200, window 50) the largest statistic is 0.3322 in the median, 0.4936 at the 98th and 0.5264 at the 99th
 * percentile, so the default alarms in about 2 % of them or fewer. With an autocorrelation of 0.5 the 98th
 * percentile is 0.7622 on one side, and 46 % of such streams (150 seeds, both sides) alarm at the default:
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
  windowThreshold(
    0.52,
    "root of standard deviations (raw: of metric's unit)",
    'Drift when the statistic exceeds this. Higher: rarer alarms.',
  ),
);

export type EnergyParams = z.infer<typeof paramsSchema>;

export const energy = defineWindowMethod<EnergyParams, Record<string, never>>({
  method: 'energy',
  label: 'Any change of distribution (energy distance)',
  summary: 'Sees any change of the distribution, by the energy distance of the two windows.',
  sees: 'Shifts, in proportion to their size; changes of spread or tails too.',
  misses: 'Shifts far below one standard deviation.',
  cost: 'O(reference + window) per point, one walk; one number per reference point, 3 per window point.',
  paper: 'Szekely and Rizzo, Energy statistics, J. Stat. Planning and Inference 143 (2013).',
  guide: {
    advice: {
      situation: 'size_of_change',
      place: 2,
      why: 'It grows with the distance too, and is zero only for equal distributions.',
    },
    calmAlarms: [0, 56],
  },
  paramsSchema,
  hasSides: false,
  start: () => ({}),
  change: () => undefined,
  statistic: (_core, reference, current) => energyDistance(reference, current),
  ofWhole: ({ reference, current }) => energyDistance(reference, current),
  operations: ({ reference_size, window }) => 6 * (reference_size + window),
});

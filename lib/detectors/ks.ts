import type { z } from 'zod';
import { changeKsWindow, createKsWindow, type KsWindow, ksAbove, ksBelow, ksGaps } from '../stats/ks-window';
import { defineWindowMethod } from './two-window';
import { windowParamsSchema, windowThreshold } from './window-params';
import type { Sides } from './window-state';

/**
 * The largest gap between the distribution functions of reference and current window, scaled by sqrt(m n / (m
 * + n)) so that one threshold serves windows of any size.
 *
 * What it measures. D, the supremum of |F - G|, depends on ranks only: it is the same on any scale, and
 * outliers count like any other high value. With one watched side it is the one-sided statistic: SciPy's
 * `greater` for rises, `less` for falls.
 *
 * Params. `threshold`: above 0 to 1e6, default 2.2; 1.36 is the 5 % point of a single test of independent
 * values. Raising it makes alarms rarer. `direction`, `window` and the rest: window-params.ts.
 *
 * Defaults: over calm streams of 1,000 independent standard normal points (300 seeds, both sides, reference
 * 200, window 50) the largest statistic is 1.613 in the median, 2.182 at the 98th and 2.245 at the 99th
 * percentile, so the default alarms in about 2 % of them or fewer. With an autocorrelation of 0.5 the 98th
 * percentile is 3.004 on one side, and 41 % of such streams (150 seeds, both sides) alarm at the default:
 * calibrate on them.
 *
 * Ties make it less sensitive, never wrong. A constant reference against the same constant is exactly 0;
 * against another value it is D = 1. The statistic is kept incrementally, in whole numbers:
 * lib/stats/ks-window.ts; the tests hold it against SciPy and a fresh build.
 *
 * Direction, kinds of reference, season, outliers, levels and onset: two-window.ts. Short input:
 * `insufficient_data` until reference and window are full.
 */
const paramsSchema = windowParamsSchema(
  windowThreshold(2.2, 'scaled distance', 'Drift when the scaled gap exceeds this. Higher: rarer alarms.'),
);

export type KsParams = z.infer<typeof paramsSchema>;

/** The larger of the watched gaps, times the root of the harmonic size of both samples. */
function scaledGap(above: number, below: number, m: number, n: number, { up, down }: Sides): number {
  const gap = Math.max(up ? above : 0, down ? below : 0);
  return gap * Math.sqrt((m * n) / (m + n));
}

export const ks = defineWindowMethod<KsParams, KsWindow>({
  method: 'ks',
  label: 'Any change of distribution (Kolmogorov-Smirnov)',
  summary: 'Sees any change of the distribution, by the largest gap between the distribution functions.',
  sees: 'Shifts, and changes of spread or shape in the middle of the distribution.',
  misses: 'Changes confined to the tails; shifts much smaller than one standard deviation.',
  cost: 'O(log reference) per point; about 16 numbers per reference point, 3 per window point. With a rolling reference O(reference + window).',
  paper:
    'dos Reis et al., Fast unsupervised online drift detection using incremental Kolmogorov-Smirnov test, KDD 2016.',
  guide: {
    advice: { situation: 'same_mean', place: 2, why: 'It is by far the cheapest over long references.' },
    calmAlarms: [2, 54.7],
  },
  paramsSchema,
  hasSides: true,
  start: (reference, { window }) => createKsWindow(reference, window),
  change: (tree, reference, _current, value, change) => changeKsWindow(tree, reference, value, change),
  statistic: (tree, _reference, _current, sides) =>
    scaledGap(ksAbove(tree), ksBelow(tree), tree.referenceCount, tree.windowSize, sides),
  ofWhole: ({ reference, current, sides }) => {
    const { above, below } = ksGaps(reference, current);
    return scaledGap(above, below, reference.length, current.length, sides);
  },
  operations: ({ reference, reference_size, window }) =>
    reference === 'rolling' ? 5 * (reference_size + window) : 16 * Math.log2(4 * reference_size),
});

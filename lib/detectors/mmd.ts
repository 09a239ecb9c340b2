import { z } from 'zod';
import {
  changeKernelWindow,
  createKernelWindow,
  type KernelWindow,
  kernelDiscrepancy,
  sumsOfWindow,
  wholeDiscrepancy,
} from '../stats/kernel-discrepancy';
import { maxTerms } from '../stats/kernel-pair-sums';
import { squareReleaseRatio } from './hysteresis';
import { referenceSizeParam, scaledUnit } from './shared-params';
import { defineWindowMethod } from './two-window';
import { checkRange, windowParam, windowParamFields, windowThreshold } from './window-params';

/**
 * Squared maximum mean discrepancy, unbiased, with a Gaussian kernel: how much closer values lie to their own
 * window than to the other one.
 *
 * What it measures. Mean kernel inside the reference plus mean kernel inside the window, less twice the mean
 * kernel across. It is 0 on average without a change, so it may be negative; at most 2.
 *
 * Params. `threshold`: above 0 to 1e6, default 0.11; raising it makes alarms rarer. `bandwidth`: sd of the
 * reference (raw: metric's unit), 0.01 to 100, default 1: distances far below it count as none, far above it
 * as complete. `reference_size` and `window`: at most 2000, since a point costs up to 53 operations for each
 * of their values.
 *
 * Defaults: over calm streams of 1,000 independent standard normal points (150 seeds, both sides, reference
 * 200, window 50) the largest statistic is 0.037 in the median, 0.0976 at the 98th and 0.1096 at the 99th
 * percentile, so the default alarms in about 2 % of them or fewer. With an autocorrelation of 0.5 the 98th
 * percentile is 0.21 on one side, and 30 % of such streams (150 seeds, both sides) alarm at the default:
 * calibrate on them.
 *
 * Equal constants: 0. Sums are updated by the value that is added and the one that is removed, and computed
 * anew once per window: lib/stats/kernel-discrepancy.ts. A rolling reference moves the scale of all values
 * with every point, so all sums are computed anew each time, without visiting the pairs:
 * lib/stats/kernel-pair-sums.ts.
 *
 * Direction, kinds of reference, season, outliers, levels and onset: two-window.ts. Short input:
 * `insufficient_data` until reference and window are full.
 */
/** More points in one of the windows would make an update take milliseconds. */
const maxPoints = 2000;

const paramsSchema = z
  .strictObject({
    threshold: windowThreshold(0.11, 'score', 'Drift when the statistic exceeds this. Higher: rarer alarms.'),
    bandwidth: z.number().min(0.01).max(100).default(1).meta({
      title: 'Bandwidth',
      description: 'Distance at which two values begin to count as different.',
      unit: scaledUnit,
    }),
    ...windowParamFields,
    reference_size: referenceSizeParam(200, maxPoints),
    window: windowParam(maxPoints),
  })
  .superRefine(checkRange);

export type MmdParams = z.infer<typeof paramsSchema>;

export const mmd = defineWindowMethod<MmdParams, KernelWindow>({
  method: 'mmd',
  label: 'Any change of distribution (kernel discrepancy)',
  summary: 'Sees any change of the distribution, by the kernel maximum mean discrepancy.',
  sees: 'Shifts, spread and shape on the scale of the bandwidth.',
  misses: 'Changes much finer or much coarser than the bandwidth.',
  cost: 'O(reference + window) kernel values per point, with a rolling reference about 25 times as many operations; 6 numbers, one per reference point and 3 per window point.',
  version: 3,
  paper: 'Gretton et al., A kernel two-sample test, JMLR 13 (2012).',
  guide: {
    advice: {
      situation: 'unusual_shape',
      place: 1,
      why: 'It sees any difference on the scale of its bandwidth, at the highest cost.',
    },
    calmAlarms: [0, 34.7],
  },
  paramsSchema,
  hasSides: false,
  releaseRatio: squareReleaseRatio,
  start: (reference, { bandwidth }) => createKernelWindow(reference, bandwidth),
  change: changeKernelWindow,
  refresh: sumsOfWindow,
  statistic: (sums) => kernelDiscrepancy(sums),
  ofWhole: ({ reference, current, params }) => wholeDiscrepancy(reference, current, params.bandwidth),
  // Over a fixed reference most points take two kernel values per value; the sums are computed anew once per
  // window, and more often where values differ in size by a factor of a thousand.
  operations: ({ reference_size, window }) => (maxTerms + 4) * (reference_size + window),
});

import { z } from 'zod';
import { hellingerTerm } from '../stats/share-distances';
import {
  type BinnedWindow,
  binnedSum,
  binOperations,
  binsParam,
  changeBins,
  createBins,
  wholeBins,
} from './binned-window';
import { rootReleaseRatio } from './hysteresis';
import { defineWindowMethod } from './two-window';
import { checkRange, windowParamFields, windowThreshold } from './window-params';

/**
 * Hellinger distance: the root of half the summed squared differences between the square roots of the two windows'
 * shares. 0 for equal shares, 1 for windows without a common bin.
 *
 * Bins. `bins` bins of equal share in the reference (type-7 quantiles; a value on an edge goes up, the outer bins
 * are open), fewer where values tie; a value that fills a bin of its own is set apart from those above it, so that
 * a 0/1 metric and a constant one have bins as well. An empty bin counts as half a point, so that no logarithm is
 * infinite.
 *
 * Params. `threshold`: above 0 to 1e6, default 0.34; raising it makes alarms rarer. `bins`: 2 to 100, default 10;
 * more see finer changes and need a longer window. The noise of the distance is about (bins - 1)(1/window +
 * 1/reference_size) on the scale of PSI, so rules of thumb made for thousands of points (PSI above 0.25) alarm for
 * ever on a window of 50.
 *
 * Defaults: over calm streams of 1,000 independent standard normal points (300 seeds, both sides, reference
 * 200, window 50) the largest statistic is 0.2725 in the middle, 0.3323 at the 98th and 0.3453 at the 99th
 * percentile, so the default alarms in about 2 % or less of them. With an autocorrelation of 0.5 the 98th
 * percentile is 0.388 on one side, and 13 % of such streams (150 seeds, both sides) alarm at the default:
 * calibrate on them.
 *
 * Constant reference against the same constant: 0. Each bin's term is stored and two change per point; the sum is
 * taken afresh, so no rounding gathers.
 *
 * Direction, reference kinds, season, outliers, levels, onset: two-window.ts, as all window methods. Short input:
 * `insufficient_data` until reference and window are full.
 */
const paramsSchema = z
  .strictObject({
    threshold: windowThreshold(
      0.34,
      'distance',
      'Drift when the distance of the two distributions exceeds this. Higher: rarer alarms.',
    ),
    bins: binsParam(),
    ...windowParamFields,
  })
  .superRefine(checkRange);

export type HellingerParams = z.infer<typeof paramsSchema>;

export const hellinger = defineWindowMethod<HellingerParams, BinnedWindow>({
  method: 'hellinger',
  label: 'Hellinger distance',
  summary: 'Sees a changed distribution over the bins of the reference, on a scale from 0 to 1.',
  sees: 'Shifts and changes of spread or shape that move a share of the points to other bins.',
  misses: 'Changes inside one bin; a small window fills the bins too thinly for small changes.',
  cost: 'O(bins) per point; 5 numbers per bin, 3 per window point and one per reference point.',
  paper:
    'Hellinger, Neue Begruendung der Theorie quadratischer Formen, 1909; Ditzler and Polikar, Hellinger distance based drift detection, CIDUE 2011.',
  paramsSchema,
  hasSides: false,
  releaseRatio: rootReleaseRatio,
  start: (reference, { bins, window }, noise) => createBins(reference, bins, window, noise, hellingerTerm),
  change: (bins, _reference, _current, value, change) => changeBins(bins, value, change, hellingerTerm),
  statistic: (bins) => Math.sqrt(binnedSum(bins)),
  ofWhole: (whole) => Math.sqrt(binnedSum(wholeBins(whole, hellingerTerm))),
  operations: binOperations,
});

import { z } from 'zod';
import {
  type BinnedWindow,
  binnedSum,
  binOperations,
  binsParam,
  changeBins,
  createBins,
  wholeBins,
} from './binned-window';
import { defineWindowMethod } from './two-window';
import type { DetectorMethod, MethodDescription } from './types';
import { checkRange, windowParamFields, windowThreshold } from './window-params';
import type { TwoWindowState } from './window-state';

/** The schema of a binned method, from its default threshold. */
export function binnedParams(threshold: number) {
  return z
    .strictObject({
      threshold: windowThreshold(
        threshold,
        'distance',
        'Drift when the distance of the two distributions exceeds this. Higher: rarer alarms.',
      ),
      bins: binsParam(),
      ...windowParamFields,
    })
    .superRefine(checkRange);
}

export type BinnedParams = z.infer<ReturnType<typeof binnedParams>>;

interface BinnedDistance {
  /**
   * What one bin adds, from the share of the reference and that of the current window; see
   * share-distances.ts.
   */
  term(reference: number, current: number): number;
  /** Makes the distance of the sum over the bins; the sum itself unless given. */
  distanceOf?(sum: number): number;
  releaseRatio: number;
}

/**
 * What the distances of two distributions over bins share (Hellinger, Jensen-Shannon, PSI).
 *
 * Bins. `bins` bins of equal share in the reference (type-7 quantiles; a value on an edge belongs to the
 * upper bin, and the outer bins are open), fewer where values tie. A value that fills a bin alone is
 * separated from the values above it, so that 0/1 and constant metrics have bins as well. An empty bin counts
 * as half a point, so that no logarithm is infinite.
 *
 * Params. `threshold`: above 0 to 1e6; higher makes alarms rarer. `bins`: 2 to 100, default 10; more bins
 * show finer changes and need a longer window. The noise of the distance is about (bins - 1)(1/window +
 * 1/reference_size) on the scale of PSI, so limits made for thousands of points (PSI above 0.25) alarm for
 * ever on a window of 50.
 *
 * A constant reference against the same constant: 0. The term of each bin is kept and two of them change per
 * point; the sum is taken anew, so that no rounding error accumulates.
 *
 * Direction, kinds of reference, season, outliers, levels and onset: two-window.ts. Short input:
 * `insufficient_data` until reference and window are full.
 */
export function defineBinnedMethod(
  definition: Pick<
    MethodDescription<BinnedParams>,
    'method' | 'label' | 'summary' | 'paper' | 'guide' | 'paramsSchema'
  > &
    BinnedDistance,
): DetectorMethod<BinnedParams, TwoWindowState<BinnedParams, BinnedWindow>> {
  const { term, distanceOf = (sum) => sum, ...description } = definition;
  return defineWindowMethod<BinnedParams, BinnedWindow>({
    ...description,
    sees: 'Shifts and changes of spread or shape that move a share of the points to other bins.',
    misses: 'Changes inside one bin; a small window fills the bins too thinly for small changes.',
    cost: 'O(bins) per point; 5 numbers per bin, 3 per window point and one per reference point.',
    hasSides: false,
    start: (reference, { bins, window }, noise) => createBins(reference, bins, window, noise, term),
    change: (bins, _reference, _current, value, change) => changeBins(bins, value, change, term),
    statistic: (bins) => distanceOf(binnedSum(bins)),
    ofWhole: (whole) => distanceOf(binnedSum(wholeBins(whole, term))),
    operations: binOperations,
  });
}

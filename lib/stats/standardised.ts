import { addToMoments, createMoments, momentsMean, momentsStandardDeviation } from './running-moments';

/** Squares of values between these are ordinary numbers; others are first scaled to at most 1. */
const smallest = 1e-140;
const largest = 1e140;

/**
 * Values with mean 0 and standard deviation 1, so that sums of squares are of ordinary size; all zeros for a
 * constant.
 *
 * @param values finite, of any size.
 *
 * Cost O(n).
 */
export function standardised(values: readonly number[]): number[] {
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const isOrdinary = size === 0 || (size > smallest && size < largest);
  return isOrdinary ? aroundMean(values) : aroundMean(values.map((value) => value / size));
}

function aroundMean(values: readonly number[]): number[] {
  const moments = createMoments();
  for (const value of values) addToMoments(moments, value);
  const mean = momentsMean(moments);
  const spread = momentsStandardDeviation(moments);
  if (spread === 0) return values.map(() => 0);
  return values.map((value) => (value - mean) / spread);
}

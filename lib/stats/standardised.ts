import { addToMoments, emptyMoments, momentsMean, momentsStandardDeviation } from './running-moments';

/**
 * Values with mean 0 and standard deviation 1, so that sums of squares are of ordinary size; all zeros for a constant.
 *
 * @param values finite, of any size. Cost O(n).
 */
export function standardised(values: readonly number[]): number[] {
  const moments = emptyMoments();
  for (const value of values) addToMoments(moments, value);
  const mean = momentsMean(moments);
  const spread = momentsStandardDeviation(moments);
  if (spread === 0) return values.map(() => 0);
  // Halved first: the distance of two huge values of opposite signs is still a number then.
  return values.map((value) => (value / 2 - mean / 2) / (spread / 2));
}

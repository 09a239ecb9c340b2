import { median } from './median';
import { addToMoments, createMoments, momentsMean, momentsStandardDeviation } from './running-moments';

/** Turns the median absolute deviation of normal values into their standard deviation. */
const normalConsistency = 1 / 0.6744897501960817;

/** The shape of a list of values. `null` where there are too few values, or values that do not vary. */
export interface SampleShape {
  count: number;
  mean: number;
  /** Sum of squared deviations over n - 1; `null` for one value. */
  variance: number | null;
  least: number;
  greatest: number;
  /**
   * Third and fourth moment in standard deviations (over n, biased); the fourth minus 3, so that normal
   * values have 0.
   */
  skewness: number | null;
  excessKurtosis: number | null;
}

/**
 * Moments and range of values in any order, at least one, finite. Two passes over deviations in standard
 * deviations, so huge and tiny values lose nothing. Cost O(n), no memory beyond the list.
 */
export function describeSample(values: readonly number[]): SampleShape {
  const moments = createMoments();
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    addToMoments(moments, value);
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  const count = values.length;
  const mean = momentsMean(moments);
  const deviation = momentsStandardDeviation(moments);
  const variance = count < 2 ? null : deviation ** 2;
  if (deviation === 0)
    return { count, mean, variance, least, greatest, skewness: null, excessKurtosis: null };
  const biased = deviation * Math.sqrt((count - 1) / count);
  let third = 0;
  let fourth = 0;
  for (const value of values) {
    const score = (value - mean) / biased;
    third += score ** 3 / count;
    fourth += score ** 4 / count;
  }
  return { count, mean, variance, least, greatest, skewness: third, excessKurtosis: fourth - 3 };
}

/**
 * Median absolute deviation from the median: a spread that tolerates outliers up to half of the values.
 * @param scale `normal` scales it to the standard deviation of normal values (times 1.4826).
 * @returns 0 where more than half of the values are equal. Cost O(n log n).
 */
export function medianAbsoluteDeviation(values: readonly number[], scale: 'raw' | 'normal' = 'raw'): number {
  const middle = median(values);
  const deviation = median(values.map((value) => Math.abs(value - middle)));
  return scale === 'raw' ? deviation : deviation * normalConsistency;
}

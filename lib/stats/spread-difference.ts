import { orderedMedian } from './ordered-values';

/** Size, mean and sum of squares about it of the distances of a sample from its centre. */
export type SpreadMoments = { count: number; mean: number; squares: number };

/**
 * The distances |x - centre| of a sample, none of them larger than `most`; two passes, so that a large level
 * costs no digits. O(n).
 */
export function spreadMoments(
  values: readonly number[],
  centre: number,
  most = Number.POSITIVE_INFINITY,
): SpreadMoments {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) {
    sum += Math.min(Math.abs((values[index] as number) - centre), most);
  }
  const mean = sum / values.length;
  let squares = 0;
  for (let index = 0; index < values.length; index += 1) {
    squares += (Math.min(Math.abs((values[index] as number) - centre), most) - mean) ** 2;
  }
  return { count: values.length, mean, squares };
}

/** About the median (Brown and Forsythe): the form that heavy tails and skew affect least. */
export function medianSpread(ordered: readonly number[], most?: number): SpreadMoments {
  return spreadMoments(ordered, orderedMedian(ordered), most);
}

/**
 * Levene's test of two samples as a signed Student's t of the distances from their centres: positive when the
 * second sample is the wider one. Its square is Levene's W, and its two-sided p-value is that of W.
 *
 * @param smallestVariance used where the distances do not vary at all.
 *
 * References: Levene (1960) in "Contributions to probability and statistics"; Brown and Forsythe, "Robust
 * tests for the equality of variances", J. American Statistical Association 69 (1974).
 */
export function spreadDifference(first: SpreadMoments, second: SpreadMoments, smallestVariance = 0): number {
  const difference = second.mean - first.mean;
  if (difference === 0) return 0;
  const pooled = (first.squares + second.squares) / (first.count + second.count - 2);
  const variance = Math.max(pooled, smallestVariance);
  return difference / Math.sqrt(variance * (1 / first.count + 1 / second.count));
}

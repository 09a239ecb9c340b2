import { valueAtPlace } from '../../stats/quantile';

/**
 * Where a value stands among the learned values, as a whole number from 0 to 42.
 *
 * What it measures. The rank of the value in the learned sample, on the scale of a standard normal sample:
 * code 21 is the median, 8 codes are one standard deviation, 0 and 42 lie beyond everything ordinary. So a
 * latency with a long tail, a count and an accuracy near its ceiling all look alike to what follows, an
 * outlier counts for no more than 2.6 sd, and sums of scores are exact in binary, so they can be kept running
 * for ever.
 *
 * Input: at least one value, any order, finite. A value equal to several edges (ties, a constant) takes the
 * middle of them: the constant itself is code 21, everything above it 42. Short samples only have coarse
 * tails.
 *
 * Cost: O(n log n) once to learn, 5 comparisons and the ties per value. State: 21 numbers. After: van der
 * Waerden, "Order tests for the two-sample problem", Indagationes Mathematicae 14 (1952), binned.
 */

/** Standard normal probabilities at -2.5, -2.25, ..., 2.5. */
const edgeShares = [
  0.0062097, 0.0122245, 0.0227501, 0.0400592, 0.0668072, 0.1056498, 0.1586553, 0.2266274, 0.3085375,
  0.4012937, 0.5, 0.5987063, 0.6914625, 0.7733726, 0.8413447, 0.8943502, 0.9331928, 0.9599408, 0.9772499,
  0.9877755, 0.9937903,
];
export const middleCode = edgeShares.length;
export const codesPerSd = 8;

/** The quantiles of the sample (type 7) at the normal probabilities, ascending. */
export function learnEdges(sample: Float64Array): number[] {
  const sorted = Float64Array.from(sample).sort();
  const last = sorted.length - 1;
  return edgeShares.map((share) => valueAtPlace(sorted, share * last) + 0);
}

/** Twice the number of edges below the value, plus one for every edge equal to it. */
export function scoreCode(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  let code = 2 * low;
  while (low < edges.length && edges[low] === value) {
    code += 1;
    low += 1;
  }
  return code;
}

/**
 * Half the distance between the quantiles one standard deviation to each side: a spread that no outlier
 * moves.
 */
export function spreadOfEdges(edges: readonly number[]): number {
  return edges.length === 0 ? 0 : ((edges[14] as number) - (edges[6] as number)) / 2;
}

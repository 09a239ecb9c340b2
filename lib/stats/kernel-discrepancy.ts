import { kernelPairSums } from './kernel-pair-sums';

/**
 * Unbiased squared maximum mean discrepancy under a Gaussian kernel exp(-(a - b)^2 / (2 bandwidth^2)), of a
 * fixed reference and a window whose values are added and removed: how much closer values are to their own
 * sample than to the other one. It is 0 on average without a change, so it may be negative; at most 2.
 *
 * Two sums are kept: the kernel over all pairs of a reference and a window value, and over all pairs inside
 * the window. One more or one fewer value costs m + n kernel values. Rounding errors would accumulate, so the
 * caller calls `sumsOfWindow` once per window. Sums over all pairs are computed without visiting them:
 * lib/stats/kernel-pair-sums.ts.
 *
 * References: Gretton et al., "A kernel two-sample test", J. Machine Learning Research 13 (2012).
 */
export type KernelWindow = {
  bandwidth: number;
  referenceCount: number;
  count: number;
  /** Sums over ordered pairs of different points inside the reference, across, and inside the window. */
  withinReference: number;
  across: number;
  withinWindow: number;
};

/** Sum of the kernel between one value and each of a list. */
export function kernelSum(values: readonly number[], value: number, bandwidth: number): number {
  const factor = -1 / (2 * bandwidth * bandwidth);
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) {
    const distance = (values[index] as number) - value;
    sum += Math.exp(factor * distance * distance);
  }
  return sum;
}

/** An empty window over a reference in ascending order; O(m) once. */
export function createKernelWindow(reference: readonly number[], bandwidth: number): KernelWindow {
  return {
    bandwidth,
    referenceCount: reference.length,
    count: 0,
    withinReference: kernelPairSums(reference, [], bandwidth).withinFirst,
    across: 0,
    withinWindow: 0,
  };
}

/** Adds (1) or removes (-1) one value; `window` is the window without it. */
export function changeKernelWindow(
  sums: KernelWindow,
  reference: readonly number[],
  window: readonly number[],
  value: number,
  change: 1 | -1,
): void {
  sums.across += change * kernelSum(reference, value, sums.bandwidth);
  sums.withinWindow += change * 2 * kernelSum(window, value, sums.bandwidth);
  sums.count += change;
}

/**
 * Computes the window's sums anew, without the rounding errors of all earlier values; `window` is ascending.
 * O(m + n).
 */
export function sumsOfWindow(
  sums: KernelWindow,
  reference: readonly number[],
  window: readonly number[],
): void {
  const { across, withinSecond } = kernelPairSums(reference, window, sums.bandwidth);
  sums.across = across;
  sums.withinWindow = withinSecond;
}

/** The discrepancy of two whole samples in ascending order. O(m + n). */
export function wholeDiscrepancy(
  reference: readonly number[],
  window: readonly number[],
  bandwidth: number,
): number {
  const { withinFirst, across, withinSecond } = kernelPairSums(reference, window, bandwidth);
  return kernelDiscrepancy({
    bandwidth,
    referenceCount: reference.length,
    count: window.length,
    withinReference: withinFirst,
    across,
    withinWindow: withinSecond,
  });
}

export function kernelDiscrepancy(sums: KernelWindow): number {
  const { referenceCount, count, withinReference, across, withinWindow } = sums;
  return (
    withinReference / (referenceCount * (referenceCount - 1)) +
    withinWindow / (count * (count - 1)) -
    (2 * across) / (referenceCount * count)
  );
}

/**
 * The same for two whole samples of points with one or more coordinates each, such as embeddings: the kernel
 * takes their Euclidean distance. At least two points in each sample, all of one length. O((m + n)^2
 * coordinates).
 */
export function pointsDiscrepancy(
  first: readonly (readonly number[])[],
  second: readonly (readonly number[])[],
  bandwidth: number,
): number {
  const pairs = (left: readonly (readonly number[])[], right: readonly (readonly number[])[]) =>
    left.reduce(
      (sum, point) => right.reduce((inner, other) => inner + pointKernel(point, other, bandwidth), sum),
      0,
    );
  return kernelDiscrepancy({
    bandwidth,
    referenceCount: first.length,
    count: second.length,
    // The kernel of a point with itself is 1, and is no part of the unbiased mean.
    withinReference: pairs(first, first) - first.length,
    across: pairs(first, second),
    withinWindow: pairs(second, second) - second.length,
  });
}

function pointKernel(left: readonly number[], right: readonly number[], bandwidth: number): number {
  const squared = left.reduce((sum, value, place) => sum + (value - (right[place] as number)) ** 2, 0);
  return Math.exp(-squared / (2 * bandwidth * bandwidth));
}

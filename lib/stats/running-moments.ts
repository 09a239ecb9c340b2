import { clampFinite } from './clamp-finite';

/**
 * Mean and spread of a stream in constant space. Plain JSON; `mean` and `sumOfSquares` (of the deviations from the
 * mean) are kept in units of `1 / scale`, where `scale` is 1 for all ordinary data: see `addToMoments`.
 */
export type RunningMoments = {
  count: number;
  mean: number;
  sumOfSquares: number;
  scale: number;
};

/** Beyond this magnitude a squared deviation could overflow a double. */
const hugeMagnitude = 1e150;
/** A power of two, so that scaling by it rounds nothing: 1.8e308 becomes 4.3e127, whose square is far from the limit. */
const hugeScale = 2 ** -600;

/** Moments of no values. */
export function emptyMoments(): RunningMoments {
  return { count: 0, mean: 0, sumOfSquares: 0, scale: 1 };
}

/**
 * Takes one finite value in, in place, by Welford's recursion: no catastrophic cancellation, however large the mean is
 * beside the spread. The first value beyond 1e150 in magnitude switches to a scale of 2^-600, under which squares
 * cannot overflow; values of ordinary size then count as 0, as they would beside such a value in any case. A constant
 * stream has a sum of squares of exactly 0.
 *
 * Cost O(1). Reference: Welford, "Note on a method for calculating corrected sums of squares and products",
 * Technometrics 4 (1962).
 */
export function addToMoments(moments: RunningMoments, value: number): void {
  if (moments.scale === 1 && Math.abs(value) > hugeMagnitude) {
    moments.scale = hugeScale;
    moments.mean *= hugeScale;
    // Two steps: the square of the scale is below the smallest double.
    moments.sumOfSquares = moments.sumOfSquares * hugeScale * hugeScale;
  }
  const scaled = value * moments.scale;
  moments.count += 1;
  const before = scaled - moments.mean;
  moments.mean += before / moments.count;
  moments.sumOfSquares += before * (scaled - moments.mean);
}

/** Mean of the values so far; 0 when there are none. */
export function momentsMean(moments: RunningMoments): number {
  return clampFinite(moments.mean / moments.scale);
}

/** Standard deviation with n - 1 in the denominator; 0 for fewer than two values. */
export function momentsStandardDeviation(moments: RunningMoments): number {
  if (moments.count < 2) return 0;
  return clampFinite(Math.sqrt(moments.sumOfSquares / (moments.count - 1)) / moments.scale);
}

import { clampFinite } from './clamp-finite';

/**
 * Mean and spread of a stream in constant space. Plain JSON; everything but the count is kept in units of `1
 * / scale`, where `scale` is 1 for all ordinary data: see `addToMoments`.
 */
export type RunningMoments = {
  count: number;
  /**
   * The first value. The spread is computed from distances to it, which are small even where the level is
   * large.
   */
  origin: number;
  /** Sum of the values, and what rounding took from it: the two together have twice the digits of one. */
  sum: number;
  sumRest: number;
  /** Mean distance from the origin, and the sum of squared deviations from the mean. */
  meanDistance: number;
  sumOfSquares: number;
  scale: number;
};

/** Beyond this magnitude a squared deviation could overflow a double. */
const hugeMagnitude = 1e150;
/**
 * A power of two, so that scaling by it rounds nothing: 1.8e308 becomes 4.3e127, whose square is far from the
 * limit.
 */
const hugeScale = 2 ** -600;

/** Moments of no values. */
export function createMoments(): RunningMoments {
  return { count: 0, origin: 0, sum: 0, sumRest: 0, meanDistance: 0, sumOfSquares: 0, scale: 1 };
}

/** Changes to units in which squares of the largest doubles still fit. */
function shrink(moments: RunningMoments): void {
  moments.scale = hugeScale;
  moments.origin *= hugeScale;
  moments.sum *= hugeScale;
  moments.sumRest *= hugeScale;
  moments.meanDistance *= hugeScale;
  // In two steps: the square of the scale is below the smallest double.
  moments.sumOfSquares = moments.sumOfSquares * hugeScale * hugeScale;
}

/**
 * Adds one finite value, in place. The mean comes from a compensated sum, so it is right to the last digits
 * even where large values of both signs nearly cancel. The spread comes from Welford's recursion on the
 * distances to the first value, so it is right even where the level is a billion times the spread. A constant
 * stream has a sum of squares of exactly 0. The first value beyond 1e150 in magnitude switches to a scale of
 * 2^-600, under which squares cannot overflow; values of ordinary size then count as 0, as they would beside
 * such a value in any case. Differences below 1e-160 have squares that are no doubles, so such values count
 * as equal.
 *
 * Cost O(1). References: Welford, "Note on a method for calculating corrected sums of squares and products",
 * Technometrics 4 (1962); Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen",
 * ZAMM 54 (1974).
 */
export function addToMoments(moments: RunningMoments, value: number): void {
  if (moments.scale === 1 && Math.abs(value) > hugeMagnitude) shrink(moments);
  const scaled = value * moments.scale;
  if (moments.count === 0) moments.origin = scaled;
  moments.count += 1;

  const total = moments.sum + scaled;
  moments.sumRest +=
    Math.abs(moments.sum) >= Math.abs(scaled) ? moments.sum - total + scaled : scaled - total + moments.sum;
  moments.sum = total;

  const distance = scaled - moments.origin;
  const before = distance - moments.meanDistance;
  moments.meanDistance += before / moments.count;
  moments.sumOfSquares += before * (distance - moments.meanDistance);
}

/**
 * Mean of the values so far; 0 if there are none. The mean of equal values is that value, without rounding.
 */
export function momentsMean({ count, origin, sum, sumRest, sumOfSquares, scale }: RunningMoments): number {
  if (count === 0) return 0;
  return clampFinite((sumOfSquares === 0 ? origin : (sum + sumRest) / count) / scale);
}

/** Standard deviation with n - 1 in the denominator; 0 for fewer than two values. */
export function momentsStandardDeviation({ count, sumOfSquares, scale }: RunningMoments): number {
  if (count < 2) return 0;
  return clampFinite(Math.sqrt(sumOfSquares / (count - 1)) / scale);
}

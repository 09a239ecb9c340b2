import { clampFinite } from './clamp-finite';

/**
 * Arithmetic mean of a non-empty list: the plain sum in the order given, divided by the count.
 *
 * Two corrections, neither of which touches an ordinary list. A sum that overflows (values near 1e308) is taken again
 * over the shares `value / count`, which cannot. And the result is held between the smallest and the largest value,
 * where a mean must lie: rounding puts the mean of three times 0.1 a little above 0.1, so without this the distance
 * of a constant series from its own mean would not be 0.
 *
 * Cost O(n), no allocation.
 */
export function mean(values: readonly number[]): number {
  let sum = 0;
  let smallest = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    sum += value;
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  const quotient = Number.isFinite(sum) ? sum / values.length : sumOfShares(values);
  return clampFinite(Math.min(Math.max(quotient, smallest), largest));
}

function sumOfShares(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value / values.length;
  return total;
}

/**
 * The mean after one more value: `previous` is the mean of the `count - 1` values before, `count` includes `value`.
 * For `count` 1 that is the value, and `previous` is not looked at. Written over shares, so that no intermediate result
 * overflows; a constant stays exactly what it is. Cost O(1).
 */
export function nextMean(previous: number, value: number, count: number): number {
  if (count === 1) return value + 0;
  return clampFinite(previous + (value / count - previous / count));
}

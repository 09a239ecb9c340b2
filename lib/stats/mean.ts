import { clampFinite } from './clamp-finite';

/**
 * Arithmetic mean of a non-empty list: the plain sum in the given order, divided by the count.
 *
 * Two corrections, neither of which affects an ordinary list. A sum that overflows (values near 1e308) is
 * computed again over the shares `value / count`, which cannot overflow. And the result is kept between the
 * smallest and the largest value, where a mean must lie: rounding puts the mean of three times 0.1 a little
 * above 0.1, so without this the distance of a constant series from its own mean would not be 0.
 *
 * Cost O(n), no allocation.
 */
export function mean(values: readonly number[]): number {
  return ringMean(values, 0, values.length);
}

/**
 * `mean` of the `count` values from `start` on, continuing at the front after the end; at least one, at most
 * all.
 */
export function ringMean(values: readonly number[], start: number, count: number): number {
  const first = values[start] ?? 0;
  let sum = 0;
  let size = 0;
  let distance = 0;
  for (let step = 0, index = start; step < count; step += 1) {
    const value = values[index] ?? 0;
    sum += value;
    size += Math.abs(value);
    distance += Math.abs(value - first);
    index = index + 1 === values.length ? 0 : index + 1;
  }
  const isSurelyBetween = distance > size * count * count * surelyApart && size <= Number.MAX_VALUE;
  return isSurelyBetween ? sum / count + 0 : heldMean(values, start, count);
}

/**
 * Times the square of the count: how far apart values must lie, relative to their size, so that rounding
 * cannot move their mean past the smallest or the largest. Sums are enough to check that; finding the
 * smallest value of noise, where no comparison is predictable, costs more than all the rest.
 */
const surelyApart = 1e-15;

/** `ringMean` with both corrections. */
function heldMean(values: readonly number[], start: number, count: number): number {
  let sum = 0;
  let shares = 0;
  let smallest = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  for (let step = 0; step < count; step += 1) {
    const value = values[(start + step) % values.length] ?? 0;
    sum += value;
    shares += value / count;
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  const quotient = Number.isFinite(sum) ? sum / count : shares;
  return clampFinite(Math.min(Math.max(quotient, smallest), largest));
}

/**
 * The mean after one more value: `previous` is the mean of the `count - 1` values before, `count` includes
 * `value`. For `count` 1 it is the value, and `previous` is ignored. A distance that overflows is computed
 * over shares, which cannot overflow; a constant stays exactly what it is. Cost O(1).
 */
export function nextMean(previous: number, value: number, count: number): number {
  if (count === 1) return value + 0;
  const distance = value - previous;
  if (Math.abs(distance) <= Number.MAX_VALUE) return previous + distance / count;
  return previous + (value / count - previous / count);
}

/**
 * The mean of the values from one index up to before another, added up as shares `value / count`, which
 * cannot overflow. For lists and typed arrays; `to` must be above `from`. Cost O(to - from).
 */
export function meanOfRange(values: ArrayLike<number>, from = 0, to = values.length): number {
  let sum = 0;
  for (let index = from; index < to; index += 1) sum += (values[index] as number) / (to - from);
  return sum;
}

/**
 * The plain sum divided by the count, for values whose sum cannot overflow; NaN for an empty list. Cost O(n).
 */
export function plainMean(values: readonly number[] | Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

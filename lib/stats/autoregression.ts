import { elementAt } from './element-at';

/** How a series depends on its last values: `x[t] = sum coefficients[k] x[t - 1 - k] + innovation`. */
export interface Autoregression {
  /** Coefficients of the value 1, 2, ... points ago; empty for white noise. */
  coefficients: number[];
  /** What each value adds to what was expected of it; the first `coefficients.length` values have none. */
  innovations: Float64Array;
}

/**
 * The linear memory of a series: an autoregression of the order that describes it best.
 *
 * Burg's recursion, which minimises forward and backward errors together. Unlike that of Yule and Walker it
 * has hardly any bias on short series with strong memory, and unlike least squares its model is always
 * stationary. The order, from 0 to `10 log10 n` (at most n / 10), minimises the Bayesian information
 * criterion `n log(variance) + order log n`, so that white noise gets order 0.
 *
 * @param values finite, of mean 0, equally spaced, in time order; at least 10 for any order above 0.
 * @returns the innovations are scaled up by `sqrt(n / (n - order))`, since a fit shrinks them.
 *
 * A constant has order 0. Ties have no effect. Cost O(n log n); deterministic. References: Burg, "Maximum
 * Entropy Spectral Analysis" (1975); Schwarz, Annals of Statistics 6 (1978).
 */
export function fitAutoregression(values: ArrayLike<number>): Autoregression {
  const count = values.length;
  const highest = Math.min(Math.floor(10 * Math.log10(Math.max(count, 1))), Math.floor(count / 10));
  const forward = Float64Array.from(values);
  const backward = Float64Array.from(values);
  let variance = meanSquare(forward);
  let coefficients: number[] = [];
  let best: number[] = [];
  let least = variance > 0 ? count * Math.log(variance) : Number.NEGATIVE_INFINITY;
  for (let order = 1; order <= highest && variance > 0; order += 1) {
    const reflection = burgReflection(forward, backward, order);
    const mirrored = coefficients.toReversed();
    coefficients = [
      ...coefficients.map((coefficient, index) => coefficient - reflection * elementAt(mirrored, index)),
      reflection,
    ];
    filterBoth(forward, backward, order, reflection);
    variance *= 1 - reflection * reflection;
    if (!(variance > 0)) break;
    const criterion = count * Math.log(variance) + order * Math.log(count);
    if (criterion >= least) continue;
    least = criterion;
    best = coefficients;
  }
  return { coefficients: best, innovations: innovationsOf(values, best) };
}

function meanSquare(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return values.length === 0 ? 0 : sum / values.length;
}

/** The correlation of the remaining errors, in both directions of time. */
function burgReflection(forward: Float64Array, backward: Float64Array, order: number): number {
  let product = 0;
  let squares = 0;
  for (let index = order; index < forward.length; index += 1) {
    const ahead = forward[index] as number;
    const behind = backward[index - 1] as number;
    product += ahead * behind;
    squares += ahead * ahead + behind * behind;
  }
  return squares > 0 ? (2 * product) / squares : 0;
}

function filterBoth(forward: Float64Array, backward: Float64Array, order: number, reflection: number): void {
  for (let index = forward.length - 1; index >= order; index -= 1) {
    const ahead = forward[index] as number;
    const behind = backward[index - 1] as number;
    forward[index] = ahead - reflection * behind;
    backward[index] = behind - reflection * ahead;
  }
}

function innovationsOf(values: ArrayLike<number>, coefficients: readonly number[]): Float64Array {
  const order = coefficients.length;
  const innovations = new Float64Array(Math.max(0, values.length - order));
  const scale = Math.sqrt(values.length / Math.max(1, values.length - order));
  for (let index = order; index < values.length; index += 1) {
    let expected = 0;
    for (let back = 0; back < order; back += 1)
      expected += (coefficients[back] as number) * (values[index - 1 - back] as number);
    innovations[index - order] = ((values[index] as number) - expected) * scale;
  }
  return innovations;
}

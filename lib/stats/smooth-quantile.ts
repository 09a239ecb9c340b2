import { normalQuantile } from './distributions';
import { elementAt } from './element-at';
import { meanOfRange } from './mean';
import { valueAtPlace } from './quantile';

/** A sample as a continuous distribution that reaches beyond its own extremes. */
export interface SmoothSample {
  /** Ascending. */
  ordered: Float64Array;
  lower: Tail;
  upper: Tail;
  /** Mean and standard deviation if the values pass for normal; their tails are then those of the normal. */
  normal: { mean: number; spread: number } | null;
}

/**
 * The values beyond one end: a generalised Pareto distribution of their distances from the start of the tail.
 */
interface Tail {
  count: number;
  start: number;
  scale: number;
  shape: number;
}

/** The share of the sample in each tail, and the fewest values a tail is fitted to. */
const tailShare = 0.1;
const minInTail = 10;
/** Estimates are shrunk towards an exponential tail, which counts as much as this many values. */
const exponentialWeight = 10;
/** Beyond these the moments of the fit do not exist, or the end of the tail is at the last value. */
const heaviest = 0.5;
const lightest = -0.5;
/** Values pass for normal below the 95 % point of chi-squared with 2 degrees of freedom. */
const normalBelow = 5.991;

/**
 * Prepares a sample for drawing from its smoothed distribution, tails included.
 *
 * Plain resampling never gives a value beyond the largest one seen, and so has no alarm that is rarer than
 * one value in the sample. Here 10 % at each end (at least 10 values) are replaced by a generalised Pareto
 * distribution, fitted by probability-weighted moments: heavy, exponential or bounded as the values suggest,
 * with one shape at both ends unless they clearly differ. Where skewness and kurtosis do not contradict a
 * normal distribution (Jarque and Bera), its tails are used, since they are known far more exactly. Between
 * the tails, quantiles are interpolated.
 *
 * @param values finite, any order; with fewer than 40 there are no tails, and draws stay inside the sample.
 *
 * Cost O(n log n) once. References: Jarque and Bera, Int. Stat. Review 55 (1987); Hosking and Wallis,
 * Technometrics 29 (1987); Pickands, Annals of Statistics 3 (1975).
 */
export function smoothSample(values: ArrayLike<number>): SmoothSample {
  const ordered = Float64Array.from(values).sort();
  const count = Math.max(minInTail, Math.round(tailShare * ordered.length));
  const none: Tail = { count: 0, start: 0, scale: 0, shape: 0 };
  if (ordered.length < 4 * minInTail) {
    return { ordered, lower: none, upper: none, normal: null };
  }
  const first = elementAt(ordered, count);
  const last = elementAt(ordered, ordered.length - 1 - count);
  const below = Array.from(ordered.subarray(0, count), (value) => first - value).reverse();
  const above = Array.from(ordered.subarray(ordered.length - count), (value) => value - last);
  const shapes = alike(fitShape(below), fitShape(above), count);
  return {
    ordered,
    lower: tailOf(below, first, shapes.lower),
    upper: tailOf(above, last, shapes.upper),
    normal: normalOf(ordered),
  };
}

/** Jarque and Bera's test. */
function normalOf(values: Float64Array): SmoothSample['normal'] {
  const count = values.length;
  const mean = meanOfRange(values);
  let [second, third, fourth] = [0, 0, 0];
  for (const value of values) {
    const square = (value - mean) ** 2;
    second += square / count;
    third += (square * (value - mean)) / count;
    fourth += (square * square) / count;
  }
  const skewness = third / second ** 1.5;
  const excess = fourth / (second * second) - 3;
  const evidence = (count / 6) * (skewness * skewness + (excess * excess) / 4);
  if (!(evidence < normalBelow)) return null;
  return { mean, spread: Math.sqrt((second * count) / (count - 1)) };
}

/** Two shapes that differ by no more than chance are one shape, known twice as well. */
function alike(lower: number, upper: number, count: number): { lower: number; upper: number } {
  const common = (lower + upper) / 2;
  return Math.abs(lower - upper) < 3 / Math.sqrt(count) ? { lower: common, upper: common } : { lower, upper };
}

/** The shape by probability-weighted moments of ascending distances from the start of the tail. */
function fitShape(distances: readonly number[]): number {
  const count = distances.length;
  let mean = 0;
  let weighted = 0;
  for (const [index, distance] of distances.entries()) {
    mean += distance / count;
    weighted += (distance * (count - 1 - index)) / (count - 1) / count;
  }
  const spread = mean - 2 * weighted;
  if (!(spread > 0)) return 0;
  const shape = ((2 - mean / spread) * count) / (count + exponentialWeight);
  return Math.min(Math.max(shape, lightest), heaviest);
}

/** The mean of the tail is kept, whatever its shape. */
function tailOf(distances: readonly number[], start: number, shape: number): Tail {
  const count = distances.length;
  const mean = distances.reduce((sum, distance) => sum + distance / count, 0);
  return { count, start, scale: mean * (1 - shape), shape };
}

/** The distance from the start of a tail that only this share of the tail exceeds. */
function beyond({ scale, shape }: Tail, share: number): number {
  return Math.abs(shape) < 1e-6 ? -scale * Math.log(share) : (scale / shape) * (share ** -shape - 1);
}

/**
 * The quantile at `place`, between 0 and n: `rank + u` with `u` uniform in [0, 1) is a draw near the value
 * with that 0-based rank. O(1).
 */
export function smoothQuantile({ ordered, lower, upper, normal }: SmoothSample, place: number): number {
  const count = ordered.length;
  if (normal !== null && (place < lower.count || count - place <= upper.count)) {
    const probability = Math.min(Math.max(place / count, 1e-12), 1 - 1e-12);
    return normal.mean + normal.spread * normalQuantile(probability);
  }
  if (place < lower.count) return lower.start - beyond(lower, Math.max(place, 1e-9) / lower.count);
  if (count - place <= upper.count)
    return upper.start + beyond(upper, Math.max(count - place, 1e-9) / upper.count);
  return valueAtPlace(ordered, Math.min(Math.max(place - 0.5, 0), count - 1));
}

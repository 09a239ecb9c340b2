/*
 * Distances of two empirical distribution functions F and G, from values in ascending order. Both walk over
 * the pooled values once, O(m + n) without sorting or allocating. Neither list may be empty. Values up to
 * 1e300 give finite results.
 */

/**
 * Wasserstein-1 ("earth mover's") distance: the integral of |F - G|, in the unit of the values. 0 for equal
 * samples.
 */
export function wassersteinDistance(first: readonly number[], second: readonly number[]): number {
  return walk(first, second, false);
}

/**
 * Energy distance: the square root of twice the integral of (F - G)^2, in square roots of the unit. Szekely
 * and Rizzo, "Energy statistics", J. Statistical Planning and Inference 143 (2013).
 */
export function energyDistance(first: readonly number[], second: readonly number[]): number {
  return Math.sqrt(2 * walk(first, second, true));
}

function walk(first: readonly number[], second: readonly number[], squared: boolean): number {
  const firstCount = first.length;
  const secondCount = second.length;
  let i = 0;
  let j = 0;
  let integral = 0;
  let previous = Math.min(first[0] as number, second[0] as number);
  while (i < firstCount || j < secondCount) {
    const left = i < firstCount ? (first[i] as number) : Number.POSITIVE_INFINITY;
    const right = j < secondCount ? (second[j] as number) : Number.POSITIVE_INFINITY;
    const next = Math.min(left, right);
    if (next > previous) {
      // A whole number over one product, so that a distance of 0 is exactly 0.
      const gap = (i * secondCount - j * firstCount) / (firstCount * secondCount);
      integral += (squared ? gap * gap : Math.abs(gap)) * (next - previous);
      previous = next;
    }
    if (left <= right) i += 1;
    else j += 1;
  }
  return integral;
}

/** Values with a weight each, above 0; the weights are scaled to a sum of 1. */
export interface WeightedSample {
  values: readonly number[];
  weights: readonly number[];
}

/** Wasserstein-1 distance of weighted samples, in any order. O(n log n). */
export function weightedWasserstein(first: WeightedSample, second: WeightedSample): number {
  return weightedWalk(first, second, Math.abs);
}

/** Energy distance of weighted samples, in any order. O(n log n). */
export function weightedEnergy(first: WeightedSample, second: WeightedSample): number {
  return Math.sqrt(2 * weightedWalk(first, second, (gap) => gap * gap));
}

function weightedWalk(
  first: WeightedSample,
  second: WeightedSample,
  measure: (gap: number) => number,
): number {
  const steps = [...stepsOf(first, 1), ...stepsOf(second, -1)].sort((a, b) => a.value - b.value);
  let gap = 0;
  let integral = 0;
  let previous = steps[0]?.value ?? 0;
  for (const { value, step } of steps) {
    if (value > previous) integral += measure(gap) * (value - previous);
    previous = value;
    gap += step;
  }
  return integral;
}

function stepsOf({ values, weights }: WeightedSample, sign: 1 | -1): { value: number; step: number }[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return values.map((value, index) => ({ value, step: (sign * (weights[index] as number)) / total }));
}

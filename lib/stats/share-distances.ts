/*
 * What one bin adds to a distance of two distributions given as shares; the distance is the sum over the bins
 * (for the last two its square root). `reference` and `current` are the bin's shares, 0 to 1. A share of 0 is
 * allowed except for `populationStabilityTerm` and `relativeEntropyTerm`, where the caller sets a minimum or
 * accepts infinity.
 */

/**
 * Population stability index, (c - r) ln(c / r): symmetric, 0 for equal shares, unbounded. Shares above 0.
 */
export function populationStabilityTerm(reference: number, current: number): number {
  return (current - reference) * Math.log(current / reference);
}

/**
 * Kullback-Leibler divergence of `reference` from `current`, r ln(r / c), in nats; infinite where c is 0 and
 * r is not.
 */
export function relativeEntropyTerm(reference: number, current: number): number {
  return reference === 0 ? 0 : reference * Math.log(reference / current);
}

/** Jensen-Shannon divergence in nats; the root of the sum is the distance, at most sqrt(ln 2). */
export function jensenShannonTerm(reference: number, current: number): number {
  const middle = (reference + current) / 2;
  return (relativeEntropyTerm(reference, middle) + relativeEntropyTerm(current, middle)) / 2;
}

/** Squared Hellinger distance; the root of the sum lies in 0 to 1. */
export function hellingerTerm(reference: number, current: number): number {
  return (Math.sqrt(reference) - Math.sqrt(current)) ** 2 / 2;
}

/*
 * The distances of two whole distributions. `first` and `second` are weights or counts of the same bins, at
 * least 0 with a sum above 0; they are scaled to a sum of 1. Cost O(bins).
 */

function sumOf(
  term: (left: number, right: number) => number,
  first: readonly number[],
  second: readonly number[],
): number {
  const [firstSum, secondSum] = [total(first), total(second)];
  let sum = 0;
  for (let bin = 0; bin < first.length; bin += 1) {
    sum += term((first[bin] as number) / firstSum, (second[bin] as number) / secondSum);
  }
  return sum;
}

function total(weights: readonly number[]): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}

/**
 * Kullback-Leibler divergence of `first` from `second`, in nats (divide by ln 2 for bits); infinite where
 * only `second` is 0.
 */
export function relativeEntropy(first: readonly number[], second: readonly number[]): number {
  return Math.max(0, sumOf(relativeEntropyTerm, first, second));
}

/**
 * The divergences in both directions added: symmetric, in nats. The population stability index without a
 * minimum share.
 */
export function jeffreysDivergence(first: readonly number[], second: readonly number[]): number {
  return relativeEntropy(first, second) + relativeEntropy(second, first);
}

/** Shannon's entropy in nats: 0 for all weight in one bin, ln(bins) for equal weights. */
export function entropy(weights: readonly number[]): number {
  return sumOf((share) => (share === 0 ? 0 : -share * Math.log(share)), weights, weights) + 0;
}

/**
 * Jensen-Shannon distance, the root of the divergence in nats; at most 0.8326. Divide by sqrt(ln 2) for a
 * scale of 0 to 1.
 */
export function jensenShannonDistance(first: readonly number[], second: readonly number[]): number {
  return Math.sqrt(Math.max(0, sumOf(jensenShannonTerm, first, second)));
}

/** Hellinger distance, 0 to 1. */
export function hellingerDistance(first: readonly number[], second: readonly number[]): number {
  return Math.sqrt(sumOf(hellingerTerm, first, second));
}

/** Bhattacharyya's coefficient, 1 for equal distributions and 0 for distributions without a common bin. */
export function bhattacharyyaCoefficient(first: readonly number[], second: readonly number[]): number {
  return sumOf((left, right) => Math.sqrt(left * right), first, second);
}

/** Total variation distance: the share of the weight that lies in other bins, 0 to 1. */
export function totalVariation(first: readonly number[], second: readonly number[]): number {
  return sumOf((left, right) => Math.abs(left - right) / 2, first, second);
}

/**
 * Population stability index of counts of the same bins: shares below `floor` are raised to it and, as usual
 * for this index, not scaled to a sum of 1 again. Two empty bins add nothing. Below 0.1 is usually called
 * stable, above 0.25 changed.
 */
export function populationStabilityIndex(
  referenceCounts: readonly number[],
  currentCounts: readonly number[],
  floor = 1e-4,
): number {
  return sumOf(
    (reference, current) => populationStabilityTerm(Math.max(reference, floor), Math.max(current, floor)),
    referenceCounts,
    currentCounts,
  );
}

/*
 * What one bin adds to a distance of two distributions given as shares; the distance is the sum over the bins (for the last
 * two its square root). `reference` and `current` are the bin's shares, 0 to 1. A share of 0 is fine but for `populationStabilityTerm`
 * and `relativeEntropy`, where the caller puts a floor under it.
 */

/** Population stability index, (c - r) ln(c / r): symmetric, 0 for equal shares, unbounded. Shares above 0. */
export function populationStabilityTerm(reference: number, current: number): number {
  return (current - reference) * Math.log(current / reference);
}

/** Kullback-Leibler divergence of `reference` from `current`, r ln(r / c), in nats; infinite where c is 0 and r is not. */
export function relativeEntropy(reference: number, current: number): number {
  return reference === 0 ? 0 : reference * Math.log(reference / current);
}

/** Jensen-Shannon divergence in nats; the root of the sum is the distance, at most sqrt(ln 2). */
export function jensenShannonTerm(reference: number, current: number): number {
  const middle = (reference + current) / 2;
  return (relativeEntropy(reference, middle) + relativeEntropy(current, middle)) / 2;
}

/** Squared Hellinger distance; the root of the sum lies in 0 to 1. */
export function hellingerTerm(reference: number, current: number): number {
  return (Math.sqrt(reference) - Math.sqrt(current)) ** 2 / 2;
}

/**
 * How rare an alarm of this strength would be without a change: minus the decimal logarithm of the expected
 * number of alarms per point. 4 means once in 10,000 points. Everything in `auto` is compared on this one
 * scale.
 *
 * For a moving window of `size` points whose standardised mean is z, a calm series exceeds z about `z *
 * density(z) / size` times per point: neighbouring windows share most of their points, so excesses come in
 * clusters, one for every `size / z^2` points or so. A chart that may use only a `share` of the budget for
 * false alarms has its rate divided by that share, so the sum over all charts stays within the whole.
 *
 * Siegmund, "Approximate tail probabilities for the maxima of some random fields", Annals of Probability 16
 * (1988).
 */
const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);
const perDecade = 1 / Math.LN10;

/**
 * @param squared the square of z.
 * @param logWeight natural logarithm of `size * share`.
 */
export function windowStrength(squared: number, logWeight: number): number {
  const bounded = Math.max(squared, 1);
  return Math.max(0, (0.5 * (bounded - Math.log(bounded)) + halfLogTwoPi + logWeight) * perDecade);
}

/**
 * Twice the log likelihood ratio of two rates against one common rate: the square of a z that stays right
 * where rates are small and the normal approximation is not. Counts may be fractional; 0 of n is allowed.
 */
export function rateDifference(count: number, size: number, otherCount: number, otherSize: number): number {
  const common = (count + otherCount) / (size + otherSize);
  return 2 * Math.max(0, divergence(count, size, common) + divergence(otherCount, otherSize, common));
}

function divergence(count: number, size: number, rate: number): number {
  let sum = 0;
  if (count > 0) sum += count * Math.log(count / (size * rate));
  if (count < size) sum += (size - count) * Math.log((size - count) / (size * (1 - rate)));
  return sum;
}

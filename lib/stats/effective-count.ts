import { fitAutoregression } from './autoregression';
import { meanOfRange } from './mean';

/**
 * How many independent values would determine the mean as well as these do.
 *
 * Neighbours that resemble each other say the same thing twice: with an autocorrelation of 0.5, three values
 * are worth one. The count is divided by `long-run variance / variance`, where both are those of the
 * autoregression that describes the series best (autoregression.ts): innovation variance over `(1 - sum of
 * coefficients)^2` against the plain variance.
 *
 * @param values finite, equally spaced, in time order, any level. Take level changes and seasons out first,
 *   since both count as memory here.
 * @returns between 1 and the count; values that cancel each other out (a ratio below 1) do not count for more
 *   than they are.
 *
 * Short: below 10 values the order is 0 and the count is returned, as it is for a constant. Cost O(n log n).
 * Reference: Bayley and Hammersley, "The effective number of independent observations in an autocorrelated
 * time series", J. Royal Statistical Society Suppl. 8 (1946); the spectral form at frequency 0 is in
 * Priestley, "Spectral Analysis and Time Series" (1981), 6.2. They use the autocorrelations themselves, whose
 * sum is poorly determined.
 */
export function effectiveCount(values: ArrayLike<number>): number {
  const count = values.length;
  const mean = meanOfRange(values);
  const centred = Float64Array.from(values, (value) => value - mean);
  const variance = meanSquare(centred);
  if (!(variance > 0)) return count;
  const { coefficients, innovations } = fitAutoregression(centred);
  const passed = 1 - coefficients.reduce((sum, coefficient) => sum + coefficient, 0);
  const longRun = meanSquare(innovations) / (passed * passed);
  return Math.max(1, count / Math.max(1, longRun / variance));
}

function meanSquare(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += (value * value) / values.length;
  return sum;
}

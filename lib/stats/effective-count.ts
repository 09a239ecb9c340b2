import { fitAutoregression } from './autoregression';
import { meanOfRange } from './mean';

/**
 * How many independent values would tell the mean as well as these do.
 *
 * Neighbours that resemble each other say the same thing twice: with an autocorrelation of 0.5 three values are worth one.
 * The count is divided by `long-run variance / variance`, where both are those of the autoregression that describes the
 * series best (autoregression.ts): innovation variance over `(1 - sum of coefficients)^2` against the plain variance.
 *
 * @param values finite, equally spaced, in time order, any level; level changes and seasons taken out before, since
 *   both count as memory here.
 * @returns between 1 and the count; values that undo each other (a ratio below 1) are not counted for more than they are.
 *
 * Short: below 10 values the order is 0 and the count comes back, as it does for a constant. Cost O(n log n).
 * Reference: Bayley and Hammersley, "The effective number of independent observations in an autocorrelated time series",
 * J. Royal Statistical Society Suppl. 8 (1946); the spectral form at frequency 0 is Priestley, "Spectral Analysis and
 * Time Series" (1981), 6.2. They take the autocorrelations themselves, whose sum is hardly determined.
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

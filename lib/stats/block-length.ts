import { elementAt } from './element-at';
import { meanOfRange } from './mean';

/**
 * The expected length of the blocks that a stationary bootstrap should draw, chosen from the data.
 *
 * Politis and White's rule: the autocorrelation is followed to the lag M after which `max(5, sqrt(log10 n))`
 * lags in a row are no larger than chance, `2 sqrt(log10 n / n)`. With a flat-top window over 2 M lags, `G =
 * sum |k| R(k)`, `g = sum R(k)` and `length = (G^2 / g^2)^(1/3) n^(1/3)` (the constant of Patton's
 * correction, `D = 2 g^2`). White noise has length 1: single values.
 *
 * @param values finite, equally spaced, in time order, any length and mean.
 * @returns points, at least 1, at most `min(3 sqrt(n), n / 3)`; 1 for fewer than 20 values and for a
 *   constant.
 *
 * Cost O(n sqrt(n)). References: Politis and White, Econometric Reviews 23 (2004); Patton, Politis, White, 28
 * (2009).
 */
export function blockLength(values: ArrayLike<number>): number {
  const count = values.length;
  if (count < 20) return 1;
  const calm = Math.max(5, Math.ceil(Math.sqrt(Math.log10(count))));
  const furthest = Math.min(Math.ceil(Math.sqrt(count)) + calm, count - 1);
  const covariances = autocovariances(values, furthest);
  const variance = elementAt(covariances, 0);
  if (!(variance > 0)) return 1;
  const bound = 2 * Math.sqrt(Math.log10(count) / count);
  const memory = lastTelling(covariances, variance * bound, calm);
  const width = Math.min(2 * memory, furthest);
  let sum = variance;
  let weighted = 0;
  for (let lag = 1; lag <= width; lag += 1) {
    const covariance = elementAt(covariances, lag);
    const window = lag <= width / 2 ? 1 : 2 * (1 - lag / width);
    sum += 2 * window * covariance;
    weighted += 2 * window * lag * covariance;
  }
  const most = Math.min(3 * Math.sqrt(count), count / 3);
  // Where the spectrum is nearly 0 at frequency 0, the longest blocks are wanted, whatever rounding makes of
  // the ratio.
  const ratio = (weighted * weighted) / Math.max(sum * sum, variance * variance * 1e-12);
  return Math.min(Math.max(1, Math.cbrt(ratio * count)), most);
}

function autocovariances(values: ArrayLike<number>, furthest: number): number[] {
  const count = values.length;
  const mean = meanOfRange(values);
  return Array.from({ length: furthest + 1 }, (_, lag) => {
    let sum = 0;
    for (let index = lag; index < count; index += 1)
      sum += ((values[index] as number) - mean) * ((values[index - lag] as number) - mean);
    return sum / count;
  });
}

/**
 * The last lag before the first `calm` lags in a row that are no larger than chance; the last lag of all if
 * there are none.
 */
function lastTelling(covariances: number[], bound: number, calm: number): number {
  let quiet = 0;
  for (const [lag, covariance] of covariances.entries()) {
    if (lag === 0) continue;
    quiet = Math.abs(covariance) <= bound ? quiet + 1 : 0;
    if (quiet === calm) return lag - calm;
  }
  return covariances.length - 1;
}

import { chiSquaredSurvival } from './distributions';
import { elementAt } from './element-at';
import { inOrder } from './ordered-values';
import { interquartileRange } from './quantile';
import { symmetricEigen } from './symmetric-eigen';

/** Where the characteristic functions are compared, in units of half the pooled interquartile range. */
const places = [0.4, 0.8];
/** Eigenvalues below this share of the largest are rounding: the directions they belong to do not vary. */
const rankShare = 1e-13;
/** All of them are rounding where the largest is below this; the functions lie between -1 and 1. */
const minVariance = 1e-24;

/**
 * The Epps-Singleton test: whether two samples have the same characteristic function at two places. It is
 * better than Kolmogorov-Smirnov for discrete values, and often more powerful for others.
 *
 * @param first, second values in any order, at least five each, finite.
 * @returns `statistic`, asymptotically chi-squared, corrected for samples below 25; `degreesOfFreedom`, 4, or
 *   fewer where values tie so much that not all four functions vary; `pValue`. `null` where the middle half
 *   of all values is one value, so that there is no scale, and where nothing varies.
 *
 * Cost O(n log n). References: Epps and Singleton, "An omnibus test for the two-sample problem using the
 * empirical characteristic function", J. Stat. Computation and Simulation 26 (1986). Checked against SciPy
 * (golden tests).
 */
export function eppsSingletonTest(
  first: readonly number[],
  second: readonly number[],
): { statistic: number; degreesOfFreedom: number; pValue: number } | null {
  const pooled = inOrder([...first, ...second]);
  const scale = interquartileRange(pooled) / 2;
  if (!(scale > 0)) return null;
  const [left, right] = [featuresOf(first, scale), featuresOf(second, scale)];
  const count = pooled.length;
  const covariance = left.covariance.map((row, i) =>
    row.map(
      (value, j) =>
        (count / first.length) * value +
        (count / second.length) * elementAt(elementAt(right.covariance, i), j),
    ),
  );
  const differences = left.means.map((mean, index) => mean - elementAt(right.means, index));
  const { values, vectors } = symmetricEigen(covariance);
  const largest = Math.max(...values);
  if (largest < minVariance) return null;
  let statistic = 0;
  let degreesOfFreedom = 0;
  for (const [index, value] of values.entries()) {
    if (value <= rankShare * largest) continue;
    const along = elementAt(vectors, index).reduce(
      (sum, part, place) => sum + part * elementAt(differences, place),
      0,
    );
    statistic += (count * along * along) / value;
    degreesOfFreedom += 1;
  }
  if (Math.max(first.length, second.length) < 25) {
    const rest = first.length ** -1.7 + second.length ** -1.7;
    statistic /= 1 + count ** -0.45 + 10.1 * rest;
  }
  return { statistic, degreesOfFreedom, pValue: chiSquaredSurvival(statistic, degreesOfFreedom) };
}

/** Means and covariance (over n) of the cosines and sines at the places. */
function featuresOf(values: readonly number[], scale: number): { means: number[]; covariance: number[][] } {
  const rows = values.map((value) => {
    const angles = places.map((place) => (place / scale) * value);
    return [...angles.map(Math.cos), ...angles.map(Math.sin)];
  });
  const means = [0, 1, 2, 3].map(
    (place) => rows.reduce((sum, row) => sum + elementAt(row, place), 0) / rows.length,
  );
  const covariance = means.map((meanI, i) =>
    means.map(
      (meanJ, j) =>
        rows.reduce((sum, row) => sum + (elementAt(row, i) - meanI) * (elementAt(row, j) - meanJ), 0) /
        rows.length,
    ),
  );
  return { means, covariance };
}

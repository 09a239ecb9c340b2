import { largestGaps } from './ks-test';

/**
 * Kuiper's two-sample test: the largest gap of the distribution functions upwards plus the largest downwards,
 * V, 0 to 2. Unlike Kolmogorov-Smirnov it is as good in the tails as in the middle, and the same wherever a
 * circle (hours, angles) is cut open.
 *
 * @param first, second values in any order, at least one each, finite.
 * @returns `statistic` V, the two gaps, `effectiveCount` m n / (m + n), and the p-value of Kuiper's series
 *   for z, V times its root: the limit for long samples with a first correction. `null` where the series says
 *   nothing: below z = 0.6, where it is practically 1, and where the correction leads outside 0 to 1, as with
 *   small samples far apart.
 *
 * Ties and constants as in `ksTest`: V is 0 for equal samples. Cost O((m + n) log(m + n)). References:
 * Kuiper, "Tests concerning random points on a circle", Proc. Kon. Ned. Akad. Wet. A 63 (1960); Stephens,
 * Biometrika 52 (1965). Checked against SciPy's one-sided statistics and Frouros' series (golden tests).
 */
export function kuiperTest(
  first: readonly number[],
  second: readonly number[],
): { statistic: number; above: number; below: number; effectiveCount: number; pValue: number | null } {
  const { above, below } = largestGaps(first, second);
  const product = first.length * second.length;
  const effectiveCount = product / (first.length + second.length);
  const statistic = (above.steps + below.steps) / product;
  return {
    statistic,
    above: above.steps / product,
    below: below.steps / product,
    effectiveCount,
    pValue: kuiperSurvival(statistic, effectiveCount),
  };
}

function kuiperSurvival(statistic: number, effectiveCount: number): number | null {
  const z = statistic * Math.sqrt(effectiveCount);
  if (z < 0.6) return null;
  let limit = 0;
  let correction = 0;
  // Beyond this the terms are smaller than the smallest double.
  for (let term = 1; term < 18.82 / z; term += 1) {
    const square = (term * z) ** 2;
    const weight = Math.exp(-2 * square);
    limit += 2 * (4 * square - 1) * weight;
    correction += term * term * (4 * square - 3) * weight;
  }
  const pValue = limit - (8 / 3) * statistic * correction;
  return pValue >= 0 && pValue <= 1 ? pValue : null;
}

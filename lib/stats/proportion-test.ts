import { normalSurvival } from './distributions';

/**
 * The pooled z test of two shares: whether the share of `hits` in `points` differs between two groups, such
 * as two error rates.
 *
 * @param hits, points of the first and of the second group; whole, 0 <= hits <= points, points at least 1.
 * @param alternative `greater`: the first share is the larger one. `less`: the smaller one.
 * @returns `statistic` z and `pValue` by the normal limit, without a continuity correction: each side needs
 *   about ten hits and misses. Without hits, or without misses, z is 0 and p is 1 (0.5 on one side);
 *   statsmodels returns NaN.
 *
 * Cost O(1). Checked against statsmodels' `proportions_ztest` (golden tests).
 */
export function proportionTest(
  hits: readonly [number, number],
  points: readonly [number, number],
  alternative: 'two-sided' | 'less' | 'greater' = 'two-sided',
): { statistic: number; pValue: number } {
  const pooled = (hits[0] + hits[1]) / (points[0] + points[1]);
  const variance = pooled * (1 - pooled) * (1 / points[0] + 1 / points[1]);
  const difference = hits[0] / points[0] - hits[1] / points[1];
  const statistic = variance > 0 ? difference / Math.sqrt(variance) : 0;
  if (alternative === 'two-sided') return { statistic, pValue: 2 * normalSurvival(Math.abs(statistic)) };
  return { statistic, pValue: normalSurvival(alternative === 'greater' ? statistic : -statistic) };
}

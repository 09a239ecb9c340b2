import { studentSurvival } from './distributions';
import { momentsOf, type SampleMoments, welchFreedom, welchStatistic } from './welch';

/**
 * The t test of two means: Welch's, which lets each sample have its own variance, or Student's, which takes
 * one for both.
 *
 * @param first, second values in any order, at least two each, finite and below 1e150 in magnitude.
 * @param alternative `greater`: the mean of the first sample is the larger one. `less`: the smaller one.
 * @returns `statistic` t, degrees of freedom (not whole under Welch) and `pValue`.
 *
 * Where nothing varies, equal means give t = 0 and p = 1, where SciPy returns NaN; other means an infinite t
 * and a p of 0, or 1 on the other side. A sample of one value has no variance: t = 0, p = 1.
 *
 * Cost O(m + n). References: Welch, Biometrika 34 (1947); Student, Biometrika 6 (1908). Checked against
 * SciPy's `ttest_ind` (golden tests).
 */
export function tTest(
  first: readonly number[],
  second: readonly number[],
  alternative: 'two-sided' | 'less' | 'greater' = 'two-sided',
  variances: 'own' | 'pooled' = 'own',
): { statistic: number; degreesOfFreedom: number; pValue: number } {
  const [left, right] = [momentsOf(first), momentsOf(second)];
  if (left.count < 2 || right.count < 2) return { statistic: 0, degreesOfFreedom: 0, pValue: 1 };
  const pooled = pooledMoments(left, right);
  const compared = variances === 'own' ? ([left, right] as const) : pooled;
  const statistic = welchStatistic(...compared);
  const degreesOfFreedom = variances === 'own' ? welchFreedom(left, right) : left.count + right.count - 2;
  return { statistic, degreesOfFreedom, pValue: pValueOf(statistic, degreesOfFreedom, alternative) };
}

/** Both samples with the variance of both together. */
function pooledMoments(left: SampleMoments, right: SampleMoments): [SampleMoments, SampleMoments] {
  const freedom = left.count + right.count - 2;
  const squares = (left.count - 1) * left.variance + (right.count - 1) * right.variance;
  const variance = squares / freedom;
  return [
    { ...left, variance },
    { ...right, variance },
  ];
}

function pValueOf(statistic: number, freedom: number, alternative: 'two-sided' | 'less' | 'greater'): number {
  const upper = (t: number) => {
    if (Number.isFinite(t)) return t === 0 ? 0.5 : studentSurvival(t, freedom);
    return t > 0 ? 0 : 1;
  };
  if (alternative === 'two-sided') return 2 * upper(Math.abs(statistic));
  return upper(alternative === 'greater' ? statistic : -statistic);
}

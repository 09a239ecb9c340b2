import { normalSurvival } from './distributions';
import { inOrder } from './ordered-values';
import { changeRankSumWindow, createRankSumWindow } from './rank-sum-window';

/**
 * How the p-value is computed. `exact`: over all orders of the pooled values, O(m^2 n); only without ties.
 * `corrected`: by the normal limit with half a step taken off for continuity. `plain`: by the limit alone.
 */
export type MannWhitneyForm = 'exact' | 'corrected' | 'plain';

/**
 * Mann and Whitney's test: whether values of one sample tend to be larger than those of the other.
 *
 * @param first, second values in any order, at least one each, finite.
 * @param alternative `greater`: the first sample is the larger one. `less`: the smaller one.
 * @returns `statistic` U of the first sample, the number of pairs in which its value is the larger one (equal
 *   ones count half); `share`, U / (m n), which is the area under the ROC curve; `tieSum`, the sum of t^3 - t
 *   over groups of equal values; `pValue`. All values equal: 1, in every form.
 *
 * Ties enter the variance of the limit; the exact form ignores them. Exact p-values keep their digits.
 * References: Mann and Whitney, Ann. Math. Stat. 18 (1947), whose recursion is used. Checked against SciPy's
 * `mannwhitneyu` (golden tests).
 */
export function mannWhitneyTest(
  first: readonly number[],
  second: readonly number[],
  alternative: 'two-sided' | 'less' | 'greater' = 'two-sided',
  form: MannWhitneyForm = 'corrected',
): { statistic: number; share: number; tieSum: number; pValue: number } {
  const reference = inOrder(first);
  const sums = createRankSumWindow(reference);
  const window: number[] = [];
  for (const value of inOrder(second)) {
    changeRankSumWindow(sums, reference, window, value, 1);
    window.push(value);
  }
  const pairs = first.length * second.length;
  const statistic = pairs - sums.doubledU / 2;
  const other = pairs - statistic;
  const extreme = { 'two-sided': Math.max(statistic, other), greater: statistic, less: other }[alternative];
  const upper =
    form === 'exact'
      ? exactSurvival(extreme, first.length, second.length)
      : limitSurvival(extreme - (form === 'corrected' ? 0.5 : 0), first.length, second.length, sums.tieSum);
  const pValue = Math.min(1, alternative === 'two-sided' ? 2 * upper : upper);
  return { statistic, share: statistic / pairs, tieSum: sums.tieSum, pValue };
}

function limitSurvival(statistic: number, m: number, n: number, tieSum: number): number {
  const total = m + n;
  const variance = ((m * n) / 12) * (total + 1 - tieSum / (total * (total - 1)));
  return variance > 0 ? normalSurvival((statistic - (m * n) / 2) / Math.sqrt(variance)) : 1;
}

/**
 * P(U >= statistic) over all orders. `shares[j][u]` is the share of orders of i and j values with this U; the
 * last value is one of the i, and lies above all j, with the probability i / (i + j). O(m^2 n) time, with one
 * i in memory at a time.
 */
function exactSurvival(statistic: number, m: number, n: number): number {
  let shares = Array.from({ length: n + 1 }, () => Float64Array.of(1));
  for (let i = 1; i <= m; i += 1) {
    const next = [Float64Array.of(1)];
    for (let j = 1; j <= n; j += 1) {
      const row = new Float64Array(i * j + 1);
      const [fewerFirst, fewerSecond] = [shares[j] as Float64Array, next[j - 1] as Float64Array];
      for (let u = 0; u < fewerFirst.length; u += 1) row[u + j] = ((fewerFirst[u] as number) * i) / (i + j);
      for (let u = 0; u < fewerSecond.length; u += 1) {
        row[u] = (row[u] as number) + ((fewerSecond[u] as number) * j) / (i + j);
      }
      next.push(row);
    }
    shares = next;
  }
  const last = shares[n] as Float64Array;
  let sum = 0;
  for (let u = last.length - 1; u >= statistic; u -= 1) sum += last[u] as number;
  return sum;
}

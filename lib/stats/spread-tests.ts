import { chiSquaredSurvival, fisherSurvival, normalQuantile } from './distributions';
import { countBelow, countUpTo, inOrder, orderedMedian } from './ordered-values';
import { medianSpread, spreadDifference, spreadMoments } from './spread-difference';
import { momentsOf } from './welch';

/*
 * Three tests of equal spread of two samples. All take values in any order, at least two each, finite and
 * below 1e150 in magnitude, and return a `statistic` and a two-sided `pValue`. Where nothing varies, or there
 * is a single value, the result is 0 and 1, where SciPy returns NaN. Cost O(n log n). Checked against SciPy
 * (golden tests).
 */

type SpreadTest = { statistic: number; pValue: number };

/**
 * What the distances of Levene's test are measured from. `trimmed`: the mean without 5 % of the values at
 * each end.
 */
export type SpreadCentre = 'median' | 'mean' | 'trimmed';

/**
 * Levene's test: an analysis of variance of the distances from the centre of each sample. About the median
 * (Brown and Forsythe) it is the test that skew and heavy tails affect least. `statistic` is W. Where the
 * distances of neither sample vary but they differ, W is infinite and the p-value 0.
 *
 * References: Levene (1960); Brown and Forsythe, JASA 69 (1974).
 */
export function leveneTest(
  first: readonly number[],
  second: readonly number[],
  centre: SpreadCentre = 'median',
): SpreadTest {
  const [left, right] = [first, second].map((values) =>
    centre === 'trimmed' ? trimmed(values) : inOrder(values),
  );
  const about = (values: readonly number[] = []) =>
    centre === 'median' ? medianSpread(values) : spreadMoments(values, momentsOf(values).mean);
  const [leftSpread, rightSpread] = [about(left), about(right)];
  const statistic = spreadDifference(leftSpread, rightSpread) ** 2;
  const freedom = leftSpread.count + rightSpread.count - 2;
  if (!Number.isFinite(statistic)) return { statistic, pValue: 0 };
  return { statistic, pValue: freedom === 0 ? 1 : fisherSurvival(statistic, 1, freedom) };
}

/** In order, without the lowest and the highest 5 % (rounded down). */
function trimmed(values: readonly number[]): number[] {
  const cut = Math.floor(0.05 * values.length);
  return inOrder(values).slice(cut, values.length - cut);
}

/**
 * Bartlett's test: the most powerful one for normal values; it mistakes heavy tails for spread. With a sample
 * that does not vary the statistic is infinite and the p-value 0.
 *
 * Reference: Bartlett, "Properties of sufficiency and statistical tests", Proc. Royal Society A 160 (1937).
 */
export function bartlettTest(first: readonly number[], second: readonly number[]): SpreadTest {
  const samples = [momentsOf(first), momentsOf(second)];
  const freedom = samples.reduce((sum, { count }) => sum + count - 1, 0);
  const pooled = samples.reduce((sum, { count, variance }) => sum + (count - 1) * variance, 0) / freedom;
  if (!(pooled > 0) || samples.some(({ count }) => count < 2)) return { statistic: 0, pValue: 1 };
  let difference = freedom * Math.log(pooled);
  let correction = -1 / freedom;
  for (const { count, variance } of samples) {
    difference -= (count - 1) * Math.log(variance);
    correction += 1 / (count - 1);
  }
  const statistic = difference / (1 + correction / 3);
  return { statistic, pValue: Number.isFinite(statistic) ? chiSquaredSurvival(statistic, 1) : 0 };
}

/**
 * The Fligner-Killeen test: normal scores of the ranks of the distances from each sample's median. Outliers
 * are ranks like any other, so it is the most robust of the three.
 *
 * Reference: Fligner and Killeen, "Distribution-free two-sample tests for scale", JASA 71 (1976); Conover and
 * others, Technometrics 23 (1981).
 */
export function flignerTest(first: readonly number[], second: readonly number[]): SpreadTest {
  const groups = [first, second].map((values) => {
    const median = orderedMedian(inOrder(values));
    return values.map((value) => Math.abs(value - median));
  });
  const pooled = inOrder(groups.flat());
  const scores = groups.map((distances) =>
    distances.map((distance) => {
      const rank = (countBelow(pooled, distance) + countUpTo(pooled, distance) + 1) / 2;
      return normalQuantile(0.5 + rank / (2 * (pooled.length + 1)));
    }),
  );
  const overall = momentsOf(scores.flat());
  if (!(overall.variance > 0)) return { statistic: 0, pValue: 1 };
  const statistic =
    scores.reduce((sum, group) => sum + group.length * (momentsOf(group).mean - overall.mean) ** 2, 0) /
    overall.variance;
  return { statistic, pValue: chiSquaredSurvival(statistic, 1) };
}

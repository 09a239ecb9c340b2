import {
  changeCramerVonMisesWindow,
  cramerVonMisesStatistic,
  createCramerVonMisesWindow,
} from './cramer-von-mises-window';
import { inOrder } from './ordered-values';

/**
 * The two-sample Cramer-von Mises test.
 *
 * @param first, second values in any order, at least two each, finite.
 * @param form `exact`: over all orders of the pooled values, O(m n lcm^2 T), so for about 60 values together;
 *   `asymptotic`: the limit, with mean and variance of T for these sizes.
 * @returns `statistic` T with midranks for ties, and its p-value. The limit is accurate to about 1e-15 in
 *   absolute terms.
 *
 * Ties: ties inside samples of unequal sizes raise T (lib/stats/cramer-von-mises-window.ts), and both
 * p-values are those without ties: do not use them for tied values. Two equal constants give a T above 0, as
 * in SciPy. References: Anderson, "On the distribution of the two-sample Cramer-von Mises criterion", Ann.
 * Math. Stat. 33 (1962); Anderson and Darling, Ann. Math. Stat. 23 (1952), for the limit; Xiao, Gordon and
 * Yakovlev, J. Stat. Software 17 (2006), for the counting. Checked against SciPy's `cramervonmises_2samp`
 * (golden tests).
 */
export function cramerVonMisesTest(
  first: readonly number[],
  second: readonly number[],
  form: 'exact' | 'asymptotic' = 'asymptotic',
): { statistic: number; pValue: number } {
  const reference = inOrder(first);
  const sums = createCramerVonMisesWindow(reference);
  const window: number[] = [];
  for (const value of inOrder(second)) {
    changeCramerVonMisesWindow(sums, reference, window, value, 1);
    window.push(value);
  }
  const statistic = cramerVonMisesStatistic(sums);
  const survival = form === 'exact' ? exactSurvival : asymptoticSurvival;
  return { statistic, pValue: survival(statistic, first.length, second.length) };
}

function asymptoticSurvival(statistic: number, m: number, n: number): number {
  const total = m + n;
  const product = m * n;
  const expected = (1 + 1 / total) / 6;
  const variance =
    ((total + 1) * (4 * product * total - 3 * (m * m + n * n) - 2 * product)) /
    (45 * total * total * 4 * product);
  const standardised = 1 / 6 + (statistic - expected) / Math.sqrt(45 * variance);
  return standardised < 0.003 ? 1 : Math.max(0, 1 - limitCumulative(standardised));
}

/** P(W <= x) of the limit: Anderson and Darling's series of Bessel functions of order 1/4. */
function limitCumulative(x: number): number {
  let sum = 0;
  // Gamma(k + 1/2) / k!, from one k to the next.
  let ratio = Math.sqrt(Math.PI);
  for (let k = 0; k < 200; k += 1) {
    if (k > 0) ratio *= (k - 0.5) / k;
    const odd = 4 * k + 1;
    const q = (odd * odd) / (16 * x);
    const term = ((ratio * Math.sqrt(odd)) / (Math.PI ** 1.5 * Math.sqrt(x))) * decayedBessel(q);
    sum += term;
    if (term < 1e-17) break;
  }
  return sum;
}

/**
 * exp(-q) K(q) of order 1/4, by the trapezoidal rule on the integral of exp(-q (1 + cosh t)) cosh(t / 4),
 * exact to 1e-15.
 */
function decayedBessel(q: number): number {
  const step = 1 / 32;
  let sum = Math.exp(-2 * q) / 2;
  for (let index = 1; ; index += 1) {
    const t = index * step;
    const value = Math.exp(-q * (1 + Math.cosh(t))) * Math.cosh(t / 4);
    sum += value;
    if (value < 1e-18 * sum || value === 0) return sum * step;
  }
}

/**
 * The share of all orders of m and n values whose T is at least this one. With each value of an order T grows
 * by a whole number of units. So the shares of orders by the sum so far are kept on a grid of how many values
 * of each sample have come; sums that have reached the goal need not be kept apart. All terms are positive,
 * so small shares are as exact as large ones.
 */
function exactSurvival(statistic: number, m: number, n: number): number {
  const common = (m * n) / greatestDivisor(m, n);
  const goal = Math.floor(((common * (m + n)) ** 2 * statistic * (1 + 1e-12)) / (m * n) + 1e-9);
  if (goal <= 0) return 1;
  const [forFirst, forSecond] = [common / m, common / n];
  let columns: Float64Array[] = [];
  for (let i = 0; i <= m; i += 1) {
    const row: Float64Array[] = [];
    for (let j = 0; j <= n; j += 1) {
      const shares = new Float64Array(goal + 1);
      if (i + j === 0) shares[0] = 1;
      const added = (forFirst * i - forSecond * j) ** 2;
      if (i > 0) addShifted(shares, columns[j] as Float64Array, added, i / (i + j));
      if (j > 0) addShifted(shares, row[j - 1] as Float64Array, added, j / (i + j));
      row.push(shares);
    }
    columns = row;
  }
  return columns[n]?.[goal] ?? 0;
}

/** Adds the shares, each `added` places further up, or at the last place. */
function addShifted(target: Float64Array, source: Float64Array, added: number, share: number): void {
  const goal = target.length - 1;
  for (let sum = 0; sum <= goal; sum += 1) {
    const amount = source[sum] as number;
    if (amount === 0) continue;
    const place = Math.min(sum + added, goal);
    target[place] = (target[place] as number) + amount * share;
  }
}

function greatestDivisor(left: number, right: number): number {
  return right === 0 ? left : greatestDivisor(right, left % right);
}

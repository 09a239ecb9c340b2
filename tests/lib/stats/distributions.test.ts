import { describe, expect, test } from 'vitest';
import {
  chiSquaredSurvival,
  fisherSurvival,
  incompleteBeta,
  incompleteGamma,
  kolmogorovSurvival,
  logGamma,
  normalCumulative,
  normalQuantile,
  normalSurvival,
  studentSurvival,
} from '@/lib/stats/distributions';
import { finiteKolmogorovSurvival } from '@/lib/stats/kolmogorov-finite';
import golden from '../../golden/special.json';

/** The relative distance of two numbers; below 1e-300 they count as equal. */
function distance(actual: number, expected: number): number {
  return Math.abs(actual - expected) < 1e-300 ? 0 : Math.abs(actual - expected) / Math.abs(expected);
}

const { tables } = golden;

/** Rows are the arguments, then SciPy's value. */
describe.each<[string, number[][], (...args: number[]) => number]>([
  ['normal, lower tail', tables.norm_cdf, normalCumulative],
  ['normal, upper tail', tables.norm_sf, normalSurvival],
  ['normal quantile', tables.norm_ppf, normalQuantile],
  ['Student', tables.t_sf, studentSurvival],
  ['chi-squared', tables.chi2_sf, chiSquaredSurvival],
  ['Fisher', tables.f_sf, fisherSurvival],
  ['Kolmogorov, limit', tables.kolmogorov_sf, kolmogorovSurvival],
  ['Kolmogorov, finite', tables.kstwo_sf, finiteKolmogorovSurvival],
  ['incomplete gamma', tables.gammainc, incompleteGamma],
  ['logarithm of gamma', tables.gammaln, logGamma],
  ['incomplete beta', tables.betainc, incompleteBeta],
  ['binomial through beta', tables.binom_sf, (k, n, p) => incompleteBeta(k + 1, n - k, p)],
  ['Poisson through gamma', tables.poisson_sf, (k, mean) => incompleteGamma(k + 1, mean)],
])('%s', (_name, rows, compute) => {
  test(`agrees with SciPy to a relative ${golden.tolerance.relative}`, () => {
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      const actual = compute(...row.slice(0, -1));
      expect(distance(actual, row.at(-1) ?? 0), `${row} got ${actual}`).toBeLessThan(
        golden.tolerance.relative,
      );
    }
  });
});

test('chi-squared far out is 0 and no fault', () => {
  expect(chiSquaredSurvival(1400, 4)).toBeGreaterThan(0);
  expect(chiSquaredSurvival(5e5, 4)).toBe(0);
  expect(chiSquaredSurvival(0, 4)).toBe(1);
});

test('Student is symmetric', () => {
  expect(studentSurvival(-2, 5)).toBeCloseTo(1 - studentSurvival(2, 5), 15);
});

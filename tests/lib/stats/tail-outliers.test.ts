import { expect, test } from 'vitest';
import { tailOutliers } from '@/lib/stats/tail-outliers';
import { normals } from '../../contract/seeded-numbers';

/** `p / (1 - p^2)` at 201 even steps: heavy tails with a hole before the outermost value on each side. */
const heavy = Array.from({ length: 201 }, (_, index) => {
  const p = (index - 100) / 101;
  return p / (1 - p * p);
});

test('the limit is the quantile of the fitted Pareto tail, as NumPy and SciPy have it', () => {
  // Probability weighted moments of the 21 largest distances but two, by Hosking and Wallis (1987), plotting
  // positions (i - 0.35) / 21, shape lowered by 0.7 / sqrt(21); scipy.stats.genpareto.isf(0.001 / 21, ...) of
  // it (SciPy 1.17).
  const { limit, positions } = tailOutliers(heavy);
  expect(limit / 402.8630108494561).toBeCloseTo(1, 9);
  expect(positions).toEqual([]);
});

test('a limit is never nearer than 6 robust standard deviations', () => {
  // Half of -50 ... 50 is within 25 of the median, and the tail ends at 50.
  const even = Array.from({ length: 101 }, (_, index) => index - 50);
  expect(tailOutliers(even)).toEqual({ positions: [], limit: 6 * 1.4826 * 25 });
  expect(tailOutliers([...even, 2 * 6 * 1.4826 * 25]).positions).toEqual([101]);
});

test('outliers are named wherever they stand and do not vouch for each other, whatever level and unit', () => {
  for (const [level, unit] of [
    [0, 1],
    [1e6, 1e-3],
  ] as const) {
    const values = normals(1, 500);
    values[7] = 12;
    values[200] = -30;
    values[499] = 13;
    expect(tailOutliers(values.map((value) => level + unit * value)).positions).toEqual([7, 200, 499]);
  }
});

test('a far value raises no limit by itself: for half of normal series it stays below 7', () => {
  const limits = Array.from({ length: 201 }, (_, seed) => tailOutliers([...normals(seed, 500), 1000]).limit);
  expect(limits.sort((left, right) => left - right)[100]).toBeLessThan(7);
});

test('normal values have none: none of 300 seeded series', () => {
  for (let seed = 1; seed <= 300; seed += 1) expect(tailOutliers(normals(seed, 200)).positions).toEqual([]);
});

test('too few values, and mostly equal ones, have none', () => {
  expect(tailOutliers([...normals(1, 28), 1000])).toEqual({ positions: [], limit: Number.POSITIVE_INFINITY });
  expect(tailOutliers([...normals(1, 29), 1000]).positions).toEqual([29]);
  const errors = Array.from({ length: 100 }, (_, index) => (index % 7 === 0 ? 1 : 0));
  expect(tailOutliers(errors).positions).toEqual([]);
});

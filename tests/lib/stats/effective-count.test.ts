import { expect, test } from 'vitest';
import { effectiveCount } from '@/lib/stats/effective-count';
import { normals } from '../../contract/seeded-numbers';

/** A series whose values follow from the last ones by these coefficients, after 500 points of warm-up. */
function remembering(coefficients: number[], count: number, seed: number): number[] {
  const values: number[] = [];
  for (const shock of normals(seed, count + 500)) {
    const expected = coefficients.map((coefficient, back) => coefficient * (values.at(-1 - back) ?? 0));
    values.push(shock + expected.reduce((sum, term) => sum + term, 0));
  }
  return values.slice(500);
}

test.each([
  // (1 - phi) / (1 + phi) of the count is what Bayley and Hammersley (1946) give for an autoregression of
  // order 1.
  [[0], 1],
  [[0.3], 0.7 / 1.3],
  [[0.5], 1 / 3],
  [[0.8], 1 / 9],
  // Order 2 (Box and Jenkins, 3.2.4): variance (1 - b) / ((1 + b) ((1 - b)^2 - a^2)), long-run 1 / (1 - a -
  // b)^2.
  [[0.5, 0.2], (0.8 / (1.2 * (0.8 ** 2 - 0.5 ** 2))) * 0.3 ** 2],
  // Values that undo each other would be worth more than they are.
  [[-0.5], 1],
])('memory %j leaves the share %f', (coefficients, share) => {
  const worth = effectiveCount(remembering(coefficients, 40_000, 11)) / 40_000;
  expect(worth / share).toBeGreaterThan(0.93);
  expect(worth / share).toBeLessThan(1.07);
});

test('level and unit are no matter', () => {
  const values = remembering([0.5], 500, 3);
  const worth = effectiveCount(values);
  expect(effectiveCount(values.map((value) => 1000 + 4 * value))).toBeCloseTo(worth, 6);
});

test('a constant, and fewer than 10 values, are worth their count', () => {
  expect(effectiveCount(Array(50).fill(3))).toBe(50);
  expect(effectiveCount([1, 2, 3, 4, 5, 6, 7, 8, 9])).toBe(9);
  expect(effectiveCount([])).toBe(0);
});

test('from 10 values on memory is seen, and any series is worth one', () => {
  expect(effectiveCount(Array.from({ length: 19 }, (_, index) => index))).toBe(1);
});

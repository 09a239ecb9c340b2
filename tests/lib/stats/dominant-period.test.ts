import { expect, test } from 'vitest';
import { dominantPeriod } from '@/lib/stats/dominant-period';
import { normals } from '../../contract/seeded-numbers';

test.each([7, 24, 60])('a season of %i points under noise of a third of its size is found', (period) => {
  const values = normals(period, 20 * period + 200).map(
    (noise, index) => 3 * Math.sin((2 * Math.PI * index) / period) + noise,
  );
  const found = dominantPeriod(values);
  expect(Math.abs((found?.period ?? 0) - period)).toBeLessThanOrEqual(1);
  expect(found?.correlation).toBeGreaterThan(0.6);
});

test('a step between stretches does not hide the season', () => {
  const values = normals(5, 960).map(
    (noise, index) => 3 * Math.sin((Math.PI * index) / 12) + noise + (index < 480 ? 0 : 30),
  );
  expect(dominantPeriod(values)?.period).toBe(24);
});

test('white noise resembles itself at no distance', () => {
  expect(dominantPeriod(normals(6, 2000))?.correlation ?? 0).toBeLessThan(0.2);
});

test('constants and series of fewer than 48 points have no period', () => {
  expect(dominantPeriod(Array.from({ length: 500 }, () => 3))).toBeNull();
  expect(dominantPeriod(Array.from({ length: 47 }, (_, index) => index % 4))).toBeNull();
});

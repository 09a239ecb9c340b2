import { expect, test } from 'vitest';
import { rowAt, rowsBetween } from '../../../components/ui/use-window-rows';

/** Tops of rows of these heights. */
function topsOf(heights: number[]): Float64Array {
  const tops = new Float64Array(heights.length + 1);
  heights.forEach((height, index) => {
    tops[index + 1] = (tops[index] ?? 0) + height;
  });
  return tops;
}

test('the row at a height is the one that covers it, whatever the heights', () => {
  const tops = topsOf([36, 56, 56, 36]);
  expect([-5, 0, 35, 36, 91, 92, 147, 148, 5000].map((y) => rowAt(tops, y))).toEqual([
    0, 0, 0, 1, 1, 2, 2, 3, 3,
  ]);
});

test('of 100,000 rows those in view are drawn, and a few around them', () => {
  const tops = topsOf(Array.from({ length: 100_000 }, () => 36));
  const { first, end } = rowsBetween(tops, 36 * 5000, 36 * 5000 + 900);
  expect(first).toBe(4988);
  expect(end).toBe(5038);
  expect(rowsBetween(tops, 0, 900).first).toBe(0);
  expect(rowsBetween(tops, 1e9, 1e9 + 900).end).toBe(100_000);
});

test('no row at all is no range', () => {
  expect(rowsBetween(topsOf([]), 0, 900)).toEqual({ first: 0, end: 0 });
});

import { describe, expect, test } from 'vitest';
import {
  chanceOfShift,
  commonHistogram,
  differenceOf,
  type SampleSummary,
  summarise,
} from '@/lib/monitoring';
import { normals } from '../../contract/seeded-numbers';

const of = (values: number[]) => summarise(values) as SampleSummary;

test('a difference of means has the interval of Welch for independent values', () => {
  // R: t.test(b, a) with a = 1..8 shuffled to independence, b = a + 5: 5 ± 2.6268.
  const a = [3, 8, 1, 6, 4, 7, 2, 5];
  const { diff, lower, upper, effect } = differenceOf(of(a), of(a.map((value) => value + 5)));
  expect(diff).toBe(5);
  expect((upper ?? 0) - diff).toBeCloseTo(2.6268, 3);
  expect(diff - (lower ?? 0)).toBeCloseTo(2.6268, 3);
  expect(effect).toBeCloseTo(5 / Math.sqrt(6), 9);
});

test('values that resemble their neighbours are worth fewer, and make the interval wider', () => {
  let last = 0;
  const walk = normals(1, 400).map((value) => {
    last = 0.8 * last + value;
    return last;
  });
  expect(of(walk).effectiveCount).toBeLessThan(120);
  expect(of(normals(1, 400)).effectiveCount).toBeGreaterThan(250);
});

test('one value has no spread, none no summary', () => {
  expect(differenceOf(of([1]), of([2, 3]))).toEqual({ diff: 1.5, lower: null, upper: null, effect: null });
  expect(summarise([])).toBeNull();
  expect(differenceOf(of([1, 1]), of([2, 2]))).toEqual({ diff: 1, lower: 1, upper: 1, effect: null });
});

describe('a histogram', () => {
  test('counts all values in common bins, the largest in the last', () => {
    expect(commonHistogram([[0, 1, 2], [4]], 4)).toEqual({
      edges: [0, 1, 2, 3, 4],
      counts: [
        [1, 1, 1, 0],
        [0, 0, 0, 1],
      ],
    });
  });

  test('of equal values has one bin, of extremes finite edges', () => {
    expect(commonHistogram([[5, 5], [5]])?.counts).toEqual([[2], [1]]);
    expect(commonHistogram([[1e308], [-1e308]], 2)?.edges.every(Number.isFinite)).toBe(true);
    expect(commonHistogram([[], []])).toBeNull();
  });
});

test('a larger shift comes more rarely by chance, and a usual one often', () => {
  const before = normals(2, 200);
  const asked = { beforeCount: 200, afterCount: 10, spacingMs: 3_600_000 };
  const often = chanceOfShift(before, { ...asked, shift: 0.3 });
  const seldom = chanceOfShift(before, { ...asked, shift: 1 });
  expect(often?.points).toBeLessThan(100);
  expect(seldom?.points).toBeGreaterThan(1000);
  expect(chanceOfShift(before, { ...asked, shift: 20 })?.sentence).toContain('less than once in 100 years');
  expect(chanceOfShift(before.slice(0, 19), { ...asked, shift: 1 })).toBeNull();
});

test('a shift that leaves out a season is compared with values that leave it out, too', () => {
  const hourMs = 3_600_000;
  const tsMs = Array.from({ length: 192 }, (_, index) => index * hourMs);
  const before = normals(5, 192).map(
    (noise, index) => 500 + 200 * Math.sin((2 * Math.PI * index) / 24) + 20 * noise,
  );
  const asked = { shift: 34, beforeCount: 695, afterCount: 37, spacingMs: hourMs };
  expect(chanceOfShift(before, asked)?.points).toBeLessThan(500);
  expect(chanceOfShift(before, { ...asked, tsMs })?.points).toBeGreaterThan(10_000);
  // Too few days to know the season by.
  expect(chanceOfShift(before.slice(0, 30), { ...asked, tsMs: tsMs.slice(0, 30) })).toBeNull();
});

test('values that go up all the time say nothing about chance', () => {
  const ramp = normals(6, 160).map((noise, index) => index + noise);
  expect(chanceOfShift(ramp, { shift: 30, beforeCount: 160, afterCount: 40, spacingMs: 1000 })).toBeNull();
});

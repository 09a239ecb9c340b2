import { expect, test } from 'vitest';
import { emptyFlatRun, flatSurprise } from '@/lib/stats/flat-run';

/** Positions where a run is told. */
function told(values: number[]): number[] {
  const run = emptyFlatRun();
  return values.flatMap((value, index) => (flatSurprise(run, value) > 0 ? [index] : []));
}

const distinct = Array.from({ length: 200 }, (_, index) => index + 0.5);

test('a run on a series without repetitions is told once, at its eleventh repetition: 0.2^11 is below 1e-7', () => {
  expect(told([...distinct, ...new Array<number>(50).fill(-1)])).toEqual([211]);
});

test('a series that has stood still as long before is not told of again', () => {
  const stretch = [...distinct, ...new Array<number>(20).fill(-1)];
  expect(told([...stretch, ...stretch])).toEqual([211]);
});

test('a constant is never told, nor a series that repeats every value', () => {
  expect(told(new Array<number>(5000).fill(3))).toEqual([]);
  expect(told(Array.from({ length: 5000 }, (_, index) => Math.floor(index / 12)))).toEqual([]);
});

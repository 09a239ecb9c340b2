import { expect, test } from 'vitest';
import { createFlatRun, departureSurprise, flatSurprise, repeatedShare } from '@/lib/stats/flat-run';

/** Positions where a run is reported. */
function reported(values: number[]): number[] {
  const run = createFlatRun();
  return values.flatMap((value, index) => (flatSurprise(run, value) > 0 ? [index] : []));
}

const distinct = Array.from({ length: 200 }, (_, index) => index + 0.5);

test('a run on a series without repetitions is reported once, at its eleventh repetition: 0.2^11 is below 1e-7', () => {
  expect(reported([...distinct, ...new Array<number>(50).fill(-1)])).toEqual([211]);
});

test('a series that stood still as long before is not reported again', () => {
  const stretch = [...distinct, ...new Array<number>(20).fill(-1)];
  expect(reported([...stretch, ...stretch])).toEqual([211]);
});

test('a constant is never reported, nor a series that repeats every value', () => {
  expect(reported(new Array<number>(5000).fill(3))).toEqual([]);
  expect(reported(Array.from({ length: 5000 }, (_, index) => Math.floor(index / 12)))).toEqual([]);
});

/** How rare each departure from rest was, by position. */
function departures(values: number[]): [number, number][] {
  const run = createFlatRun();
  return values.flatMap((value, index): [number, number][] => {
    const surprise = departureSurprise(run, value, 1e-9);
    flatSurprise(run, value);
    return surprise > 0 ? [[index, surprise]] : [];
  });
}

test('an outage in a constant is as rare each time it comes', () => {
  const values = Array.from({ length: 10_000 }, (_, index) => (index % 500 < 10 && index > 10 ? 0 : 5));
  const found = departures(values);
  expect(found.map(([index]) => index)).toEqual(Array.from({ length: 19 }, (_, event) => 500 * (event + 1)));
  expect(found.at(-1)?.[1]).toBeCloseTo(-Math.log10(21 / 9500), 2);
});

test('departures that come closer than before are soon no longer rare', () => {
  const values = Array.from({ length: 6000 }, (_, index) => (index < 5000 ? 5 : Number(index % 40 > 0) * 5));
  const found = departures(values);
  expect(found[0]?.[1]).toBeGreaterThan(3);
  expect(found.slice(1).every(([, surprise]) => surprise <= Math.log10(40) + 1e-12)).toBe(true);
});

test('a departure within rounding, from no rest, or of a series that does not stand still is none', () => {
  expect(departures([...new Array<number>(50).fill(5), 5 + 1e-12])).toEqual([]);
  expect(departures([...new Array<number>(15).fill(5), 9])).toEqual([]);
  expect(departures([...distinct, ...new Array<number>(30).fill(5), 9])).toEqual([]);
});

test('the share of repetitions counts the run that goes on', () => {
  const run = createFlatRun();
  for (const value of [1, 1, 2, 2]) flatSurprise(run, value);
  expect(repeatedShare(run)).toBe(0.5);
});

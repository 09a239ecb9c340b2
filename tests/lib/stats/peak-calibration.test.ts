import { expect, test } from 'vitest';
import { addPeak, createPeaks, peakStrength } from '@/lib/stats/peak-calibration';
import { seededUniform } from '../../contract/seeded-numbers';

/** Scores of an exponential distribution: one of 4 ln(10) = 9.2 or more once in 10,000 points. */
function learned(count: number, seed: number, eventEvery = Number.POSITIVE_INFINITY) {
  const next = seededUniform(seed);
  const history = createPeaks(2, 0.45);
  for (let index = 1; index <= count; index += 1) {
    addPeak(history, index % eventEvery === 0 ? 1000 : -Math.log(1 - next()));
  }
  return history;
}

test.each([1, 2, 3])(
  'after 10,000 exponential scores a strength is the rate it says, to half a power of ten: seed %i',
  (seed) => {
    for (const powers of [3, 4]) {
      expect(Math.abs(peakStrength(learned(10_000, seed), powers * Math.LN10) - powers)).toBeLessThan(0.5);
    }
  },
);

test('an event every 500 points, however large, takes less than a power of ten from the strength', () => {
  const calm = peakStrength(learned(10_000, 4), 12);
  const lively = peakStrength(learned(10_000, 4, 500), 12);
  expect(calm - lively).toBeGreaterThan(0);
  expect(calm - lively).toBeLessThan(1);
});

test('the less is known, the less the same score says beyond the floor', () => {
  const known = { ...learned(10_000, 5), known: 200 };
  expect(peakStrength({ ...known, known: 12 }, 12)).toBeLessThan(peakStrength(known, 12));
});

test('grows with the score, and a state that has seen nothing is finite', () => {
  for (const history of [createPeaks(2, 0.45), learned(400, 6)]) {
    const strengths = [0, 1, 2, 3, 10, 1e6].map((score) => peakStrength(history, score));
    expect(strengths).toEqual([...strengths].sort((left, right) => left - right));
    expect(strengths.every(Number.isFinite)).toBe(true);
    expect(strengths[0]).toBe(0);
  }
});

test('survives a round trip through JSON', () => {
  const history = learned(1234, 7);
  const copy = JSON.parse(JSON.stringify(history)) as typeof history;
  for (let index = 0; index < 200; index += 1) {
    addPeak(history, index % 7);
    addPeak(copy, index % 7);
  }
  expect(copy).toEqual(history);
});

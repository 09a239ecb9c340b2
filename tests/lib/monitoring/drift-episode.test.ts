import { describe, expect, test } from 'vitest';
import { changeOf, endOf, isWorsening, worseMean, worseSign } from '@/lib/monitoring/drift-episode';

const span = (mean: number, fromMs: number, toMs: number, sampleCount = 10) => ({
  fromMs,
  toMs,
  mean,
  sampleCount,
});

describe('the worse side', () => {
  test.each([
    ['higher_is_better', 0.1, -1],
    ['lower_is_better', -0.1, 1],
    ['two_sided', -0.1, -1],
    ['two_sided', 0.1, 1],
    ['two_sided', 0, 0],
    ['two_sided', null, 0],
  ] as const)('of a %s metric after a change of %s is %i', (direction, delta, sign) => {
    expect(worseSign(direction, delta)).toBe(sign);
  });
});

describe('a drift inside an episode', () => {
  test.each([
    ['as large as the first one', -0.1, null, 0.8, -0.1, true],
    ['of a quarter of the first one', -0.1, null, 0.8, -0.025, true],
    ['smaller than a quarter', -0.1, null, 0.8, -0.024, false],
    ['for the better', -0.1, null, 0.8, 0.1, false],
    ['of unknown size', -0.1, null, 0.8, null, false],
    ['after a change of unknown size', null, null, 0.8, -0.001, true],
    ['back to the worst level there was', -0.1, 0.8, 0.85, -0.05, false],
    ['clearly below the worst level there was', -0.1, 0.8, 0.85, -0.075, true],
    ['below the worst level by less than a quarter', -0.1, 0.8, 0.85, -0.07, false],
    ['from a level that nobody knows', -0.1, 0.8, null, -0.05, true],
  ] as const)('%s', (_, opening, worstMean, referenceMean, delta, expected) => {
    expect(isWorsening({ delta: opening, worstMean }, { referenceMean, delta }, -1)).toBe(expected);
  });

  test('without a worse side is never a worsening', () => {
    expect(isWorsening({ delta: null, worstMean: null }, { referenceMean: 1, delta: 5 }, 0)).toBe(false);
  });

  test('of the largest numbers overflows nothing', () => {
    const huge = 1.7e308;
    const change = { referenceMean: huge, delta: -huge };
    expect(isWorsening({ delta: -huge, worstMean: -huge }, change, -1)).toBe(false);
    expect(isWorsening({ delta: -1, worstMean: huge }, change, -1)).toBe(true);
  });
});

test.each([
  [0.8, 0.7, -1, 0.7],
  [0.8, 0.7, 1, 0.8],
  [null, 0.7, -1, 0.7],
  [0.8, null, -1, 0.8],
  [null, null, -1, null],
] as const)('of the levels %s and %s the worse on side %i is %s', (a, b, sign, worse) => {
  expect(worseMean(a, b, sign)).toBe(worse);
});

describe('the change behind a drift', () => {
  test('is that of the reading where the reference ends before the present', () => {
    const windows = { reference: span(0.9, 0, 9), current: span(0.7, 10, 12, 3) };
    expect(changeOf({ delta: -0.2 }, windows)).toEqual({ referenceMean: 0.9, delta: -0.2 });
  });

  test('is taken without the present where the reference counts it among its own, and has a sign', () => {
    const windows = { reference: span(0.8, 0, 3, 4), current: span(0.5, 3, 3, 1) };
    const { referenceMean, delta } = changeOf({ delta: 0.3 }, windows);
    expect(referenceMean).toBeCloseTo(0.9, 12);
    expect(delta).toBeCloseTo(-0.4, 12);
  });

  test.each([
    ['there is no reference', { reference: null, current: span(1, 0, 0) }, null],
    ['there is no current window', { reference: span(2, 0, 9), current: null }, 2],
    ['both are the same points', { reference: span(2, 0, 9), current: span(2, 0, 9) }, 2],
  ])('keeps what the reading says where %s', (_, windows, referenceMean) => {
    expect(changeOf({ delta: 3 }, windows)).toEqual({ referenceMean, delta: 3 });
  });
});

describe('an episode of -0.2 from 0.9, the change at 100, ends', () => {
  const episode = { onsetMs: 100, referenceMean: 0.9, delta: -0.2 };
  test.each([
    ['not while the level is half way off', span(0.9, 0, 99), span(0.79, 140, 150), 0.9, null],
    ['as recovered once the level is back', span(0.9, 0, 99), span(0.81, 140, 150), 0.7, 'recovered'],
    ['as recovered on the other side of then', span(0.9, 0, 99), span(1.2, 140, 150), 0.7, 'recovered'],
    ['as recovered by the reference of then', span(0.9, 0, 99), null, 0.7, 'recovered'],
    ['as recovered nearer than half way', span(0.75, 50, 150), span(0.81, 140, 150), 0, 'recovered'],
    ['at a new level from half way on', span(0.75, 50, 150), span(0.79, 140, 150), 0.9, 'new_level'],
    [
      'at a new level that is as far on the other side',
      span(1.1, 100, 150),
      span(1.1, 140, 150),
      1,
      'new_level',
    ],
    ['by its reference where there is no current window', span(0.89, 120, 150), null, 0, 'recovered'],
    ['by its value where there is neither', null, null, 0.85, 'recovered'],
    ['at a new level by its value', null, null, 0.7, 'new_level'],
  ] as const)('%s', (_, reference, current, value, end) => {
    expect(endOf(episode, { reference, current }, value)).toBe(end);
  });

  test.each([
    ['a shape that is back', span(0.9, 0, 99), 'recovered'],
    ['a shape that was learned', span(0.9, 50, 150), 'new_level'],
    ['fixed limits', null, 'recovered'],
  ] as const)('without a change of the mean: %s', (_, reference, end) => {
    for (const delta of [0, null])
      expect(endOf({ ...episode, delta }, { reference, current: null }, 5)).toBe(end);
  });
});

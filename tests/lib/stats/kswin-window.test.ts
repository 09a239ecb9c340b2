import { describe, expect, test } from 'vitest';
import {
  createKswinWindow,
  equalSizesPValues,
  inArrivalOrder,
  type KswinWindow,
  kswinStep,
  recentFromMs,
  resetKswinWindow,
} from '@/lib/stats/kswin-window';
import { normals } from '../../contract/seeded-numbers';
import golden from '../../golden/kswin.json';
import streams from '../../golden/streams.json';

const all: Record<string, number[]> = streams.real;

describe('KSWIN against River: every drift and p-value (1e-8 absolute)', () => {
  test.each(golden.cases)('$name', ({ stream, params, expected }) => {
    const { window_size: windowSize, stat_size: statSize, alpha } = params;
    const logs = equalSizesPValues(statSize);
    const window = createKswinWindow(windowSize, statSize, 1);
    const pValues = new Map(expected.p_value_at.map((row) => [row[0], row[1]]));
    const drift: number[] = [];
    let pValue = 0;
    for (const [index, value] of (all[stream] ?? []).entries()) {
      if (drift.at(-1) === index - 1) {
        resetKswinWindow(window);
        pValue = 0;
      }
      if (kswinStep(window, value, index)) {
        const distance = Math.max(window.rise, window.fall);
        pValue = 10 ** -(logs[distance] ?? Number.NaN);
        if (pValue <= alpha && distance / statSize > 0.1) drift.push(index);
      }
      const known = pValues.get(index);
      if (known !== undefined) expect(Math.abs(pValue - known)).toBeLessThanOrEqual(1e-8);
    }
    expect(drift).toEqual(expected.drift);
    expect(pValues.size).toBe(expected.p_value_at.length);
  });
});

/** The largest surplus of R over all older values where both are as many, found the slow way. */
function slowSurplus(window: KswinWindow) {
  const values = inArrivalOrder(window);
  const older = values.slice(0, window.statSize);
  const recent = values.slice(window.statSize);
  const surpluses = values.map(
    (level) =>
      older.filter((value) => value <= level).length - recent.filter((value) => value <= level).length,
  );
  return { rise: Math.max(0, ...surpluses), fall: Math.max(0, ...surpluses.map((surplus) => -surplus)) };
}

test('the order and the distances hold, with ties and values of every size', () => {
  const window = createKswinWindow(40, 20, 3);
  const values = normals(1, 500).map((value, index) => {
    if (index % 5 === 0) return Math.round(value);
    return index % 7 === 0 ? value * 1e300 : value;
  });
  for (const [index, value] of values.entries()) {
    kswinStep(window, value, index);
    if (window.count < 40) continue;
    expect(window.sorted).toEqual(inArrivalOrder(window).sort((left, right) => left - right));
    expect(window.places.map((place) => window.values[place])).toEqual(window.sorted);
    expect({ rise: window.rise, fall: window.fall }).toEqual(slowSurplus(window));
    expect(recentFromMs(window)).toBe(index - 19);
  }
});

test('draws a true sample: every older value is drawn as often as any other', () => {
  // One of 30 older values is above all others, and all newest lie between: the rise is 10 exactly when it is
  // not drawn.
  let without = 0;
  const window = createKswinWindow(40, 10, 5);
  const draws = 3000;
  for (let round = 0; round < draws; round += 1) {
    resetKswinWindow(window);
    for (let index = 0; index < 40; index += 1) {
      kswinStep(window, index === round % 30 ? 100 : index < 30 ? -index : 10, index);
    }
    if (window.rise === 10) without += 1;
  }
  // Expected two of three; sd 26.
  expect(Math.abs(without - (draws * 2) / 3)).toBeLessThan(100);
});

test('the same seed draws the same, another seed another', () => {
  const run = (seed: number) => {
    const window = createKswinWindow(100, 30, seed);
    return normals(2, 400).map((value, index) => {
      kswinStep(window, value, index);
      return [window.rise, window.fall];
    });
  };
  expect(run(1)).toEqual(run(1));
  expect(run(1)).not.toEqual(run(2));
});

test('tells a rise from a fall, and sees nothing in a constant', () => {
  const after = (values: number[]) => {
    const window = createKswinWindow(40, 20, 1);
    for (const [index, value] of values.entries()) kswinStep(window, value, index);
    return [window.rise, window.fall];
  };
  const low = new Array<number>(20).fill(1);
  const high = new Array<number>(20).fill(2);
  expect(after([...low, ...high])).toEqual([20, 0]);
  expect(after([...high, ...low])).toEqual([0, 20]);
  expect(after([...low, ...low])).toEqual([0, 0]);
});

import { describe, expect, test } from 'vitest';
import { type MeanDeltaParams, meanDelta } from '@/lib/detectors/mean-delta';

const defaults: MeanDeltaParams = { threshold: 0.05, window: 3 };

function start(params: Partial<MeanDeltaParams> = {}) {
  return meanDelta.init({ ...defaults, ...params }, { direction: 'two_sided' });
}

function feed(state: ReturnType<typeof start>, values: number[]) {
  return values.map((value, index) => meanDelta.update(state, value, index * 1000));
}

describe('the original arithmetic', () => {
  test('compares the live value with the mean of the last n values, itself included', () => {
    const readings = feed(start(), [0.9, 0.91, 0.92, 0.7]);
    expect(readings.map(({ level }) => level)).toEqual(['insufficient_data', 'stable', 'stable', 'drift']);
    const expected = Math.abs(0.7 - (0.91 + 0.92 + 0.7) / 3);
    expect(readings[3]).toEqual({ statistic: expected, threshold: 0.05, level: 'drift', delta: expected });
    expect(expected).toBeCloseTo(0.14333, 5);
  });

  test('starts at the second point, over the two there are', () => {
    const [first, second] = feed(start(), [1, 2]);
    expect(first).toEqual({
      statistic: null,
      threshold: null,
      level: 'insufficient_data',
      delta: null,
      learning: { seen: 1, needed: 2 },
    });
    expect(second).toMatchObject({ statistic: 0.5, level: 'drift' });
  });

  test('a distance equal to the threshold is no drift', () => {
    const readings = feed(start({ threshold: 0.5, window: 2 }), [1, 2, 3.5]);
    expect(readings[1]).toMatchObject({ statistic: 0.5, level: 'stable' });
    expect(readings[2]).toMatchObject({ statistic: 0.75, level: 'drift' });
  });

  test('sees a fall and a rise alike', () => {
    const rise = feed(start(), [0, 0, 1]).at(-1);
    const fall = feed(start(), [0, 0, -1]).at(-1);
    expect(rise).toEqual(fall);
  });

  test('forgets a step once the window is full of it', () => {
    const levels = feed(start(), [0, 0, 0, 1, 1, 1]).map(({ level }) => level);
    expect(levels.slice(2)).toEqual(['stable', 'drift', 'drift', 'stable']);
  });

  test('follows a slow climb that a plain formula follows', () => {
    const values = Array.from({ length: 40 }, (_, index) => Math.sin(index) * index);
    const readings = feed(start({ window: 7 }), values);
    readings.slice(1).forEach(({ statistic }, index) => {
      const window = values.slice(Math.max(0, index + 2 - 7), index + 2);
      const plainMean = window.reduce((sum, value) => sum + value, 0) / window.length;
      expect(statistic).toBe(Math.abs((window.at(-1) ?? 0) - plainMean));
    });
  });
});

test('a constant series has statistic 0 even where its sum rounds', () => {
  for (const value of [0.1, 1e15 + 0.3, 1e308]) {
    const readings = feed(start(), [value, value, value, value]);
    expect(readings.slice(1).map(({ statistic }) => statistic)).toEqual([0, 0, 0]);
  }
});

test('values at the end of the number range give the largest double, not infinity', () => {
  const big = Number.MAX_VALUE;
  const last = feed(start({ window: 3 }), [big, big, -big]).at(-1);
  expect(last).toMatchObject({ statistic: big, level: 'drift' });
});

test('the windows are the last n points, with the live one as the current', () => {
  const state = start();
  expect(meanDelta.windows(state)).toEqual({ reference: null, band: null, current: null });
  feed(state, [5, 1, 2, 3]);
  expect(meanDelta.windows(state)).toEqual({
    reference: { fromMs: 1000, toMs: 3000, mean: 2, sampleCount: 3 },
    band: { lower: 1.95, upper: 2.05 },
    current: { fromMs: 3000, toMs: 3000, mean: 3, sampleCount: 1 },
  });
});

test('the onset is the first point of the drift that lasts now', () => {
  const state = start();
  feed(state, [0, 0, 0]);
  expect(meanDelta.onsetMs(state)).toBeNull();
  meanDelta.update(state, 1, 10_000);
  meanDelta.update(state, 1, 11_000);
  expect(meanDelta.onsetMs(state)).toBe(10_000);
  meanDelta.update(state, 1, 12_000);
  expect(meanDelta.onsetMs(state)).toBeNull();
});

test('the state never holds more than the window', () => {
  const state = start({ window: 5 });
  feed(
    state,
    Array.from({ length: 500 }, (_, index) => index),
  );
  expect(state.values).toEqual([495, 496, 497, 498, 499]);
  expect(state.timesMs).toHaveLength(5);
});

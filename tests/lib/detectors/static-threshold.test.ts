import { describe, expect, test } from 'vitest';
import { parseParams } from '@/lib/detectors/parse-params';
import { type StaticThresholdParams, staticThreshold } from '@/lib/detectors/static-threshold';

function start(params: Partial<StaticThresholdParams>) {
  const all = { lower: null, upper: null, warning_margin: 0, ...params };
  return staticThreshold.init(all, { direction: 'two_sided' });
}

function readOne(params: Partial<StaticThresholdParams>, value: number) {
  return staticThreshold.update(start(params), value, 0);
}

const cases = [
  { params: { upper: 10 }, value: 12, level: 'drift', statistic: 2, delta: 2 },
  { params: { upper: 10 }, value: 10, level: 'stable', statistic: 0, delta: 0 },
  { params: { upper: 10 }, value: 9, level: 'stable', statistic: -1, delta: 0 },
  { params: { lower: 5 }, value: 3, level: 'drift', statistic: 2, delta: -2 },
  { params: { lower: 5 }, value: 1000, level: 'stable', statistic: -995, delta: 0 },
  { params: { lower: 5, upper: 10 }, value: 6, level: 'stable', statistic: -1, delta: 0 },
  { params: { lower: 5, upper: 10, warning_margin: 2 }, value: 6, level: 'warning', statistic: -1, delta: 0 },
  { params: { lower: 5, upper: 10, warning_margin: 2 }, value: 7, level: 'stable', statistic: -2, delta: 0 },
  { params: { lower: 5, upper: 10, warning_margin: 2 }, value: 10, level: 'warning', statistic: 0, delta: 0 },
  { params: { lower: 5, upper: 5 }, value: 5, level: 'stable', statistic: 0, delta: 0 },
];

describe('limits', () => {
  test.each(cases)('$params reads $value as $level', ({ params, value, ...expected }) => {
    expect(readOne(params, value)).toEqual({ threshold: 0, ...expected });
  });

  test('huge values stay finite', () => {
    expect(readOne({ lower: 1e15 }, -Number.MAX_VALUE)).toMatchObject({ delta: -Number.MAX_VALUE });
    expect(readOne({ upper: -1e15 }, Number.MAX_VALUE)).toMatchObject({ delta: Number.MAX_VALUE });
  });
});

test('the band is the limits and the current window the stretch at one level', () => {
  const state = start({ upper: 10 });
  expect(staticThreshold.windows(state)).toEqual({
    reference: null,
    band: { lower: null, upper: 10 },
    current: null,
  });
  [1, 2, 12, 14].forEach((value, index) => {
    staticThreshold.update(state, value, index * 1000);
  });
  expect(staticThreshold.windows(state).current).toEqual({
    fromMs: 2000,
    toMs: 3000,
    mean: 13,
    sampleCount: 2,
  });
  expect(staticThreshold.onsetMs(state)).toBe(2000);
  staticThreshold.update(state, 3, 4000);
  expect(staticThreshold.onsetMs(state)).toBeNull();
  expect(staticThreshold.windows(state).current?.mean).toBe(3);
});

test('without any limit the params are refused', () => {
  expect(() => parseParams('static_threshold', {})).toThrow(/params.lower is needed when upper is not given/);
});

test('limits that cross are refused with both numbers', () => {
  expect(() => parseParams('static_threshold', { lower: 3, upper: 2 })).toThrow(/got lower 3 and upper 2/);
});

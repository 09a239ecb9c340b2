import { describe, expect, test } from 'vitest';
import { parseParams } from '@/lib/detectors/parse-params';
import type { MetricDirection } from '@/lib/detectors/types';
import { type ZScoreParams, zScore } from '@/lib/detectors/z-score';
import { normals } from '../../contract/seeded-numbers';

const defaults = parseParams('z_score') as ZScoreParams;

/** A state whose reference, of two points, has mean 10 and standard deviation 1. */
function learnedAtTen(params: Partial<ZScoreParams> = {}, direction: MetricDirection = 'two_sided') {
  const state = zScore.init({ ...defaults, reference_size: 2, ...params }, { direction });
  feed(state, [10 - Math.SQRT1_2, 10 + Math.SQRT1_2]);
  state.input.mean = 10;
  state.input.unit = 1;
  return state;
}

function feed(state: ReturnType<typeof zScore.init>, values: number[], fromMs = 0) {
  return values.map((value, index) => zScore.update(state, value, fromMs + index * 1000));
}

test('one point decides, and a drift lasts beyond the points that are back within half of the threshold', () => {
  const readings = feed(learnedAtTen(), [12, 14, 15, 16, 13, 12.5, 13]);
  expect(readings.map(({ statistic, threshold, level }) => [statistic, threshold, level])).toEqual([
    [2, 5, 'stable'],
    [4, 5, 'warning'],
    [5, 5, 'warning'],
    [6, 5, 'drift'],
    [3, 2.5, 'drift'],
    [2.5, -1, 'drift'],
    [3, 2.5, 'drift'],
  ]);
});

test('one wild value is a drift of as many points as it takes to see that all is ordinary', () => {
  const lengths = Array.from({ length: 31 }, (_, seed) => {
    const readings = feed(learnedAtTen(), [...normals(seed, 60, 10), 30, ...normals(seed + 500, 150, 10)]);
    expect(readings[60]?.level).toBe('drift');
    return readings.slice(60).findIndex(({ level }) => level !== 'drift');
  });
  lengths.sort((one, other) => one - other);
  expect(lengths[0]).toBe(12);
  expect(lengths[15]).toBeLessThanOrEqual(24);
  expect(lengths[30]).toBeLessThanOrEqual(120);
});

test('a level that holds single points hardly ever is one drift all the same, and ends when it is back', () => {
  const readings = feed(learnedAtTen(), [
    ...normals(5, 60, 10),
    ...normals(6, 600, 7),
    ...normals(7, 200, 10),
  ]);
  const begins = readings.filter(
    ({ level }, index) => level === 'drift' && readings[index - 1]?.level !== 'drift',
  );
  expect(begins).toHaveLength(1);
  const last = readings.findLastIndex(({ level }) => level === 'drift');
  expect(last).toBeGreaterThanOrEqual(659);
  expect(last).toBeLessThanOrEqual(760);
});

describe('direction', () => {
  test.each([
    { metric: 'higher_is_better', param: 'worse', onRise: 0, onFall: 6 },
    { metric: 'lower_is_better', param: 'worse', onRise: 6, onFall: 0 },
    { metric: 'two_sided', param: 'worse', onRise: 6, onFall: 6 },
    { metric: 'higher_is_better', param: 'both', onRise: 6, onFall: 6 },
  ] as const)('$metric, $param', ({ metric, param, onRise, onFall }) => {
    const statistic = (value: number) =>
      feed(learnedAtTen({ direction: param }, metric), [value])[0]?.statistic;
    expect(statistic(16)).toBe(onRise);
    expect(statistic(4)).toBe(onFall);
  });
});

test('the onset begins a row of far points on one side, and the delta is their mean', () => {
  const state = learnedAtTen();
  const readings = feed(state, [10, 3, 13, 17, 18]);
  expect(readings.map(({ level }) => level)).toEqual(['stable', 'drift', 'drift', 'drift', 'drift']);
  expect(zScore.onsetMs(state)).toBe(2000);
  expect(readings.at(-1)?.delta).toBeCloseTo(6, 12);
  expect(zScore.windows(state).current).toEqual({ fromMs: 2000, toMs: 4000, mean: 16, sampleCount: 3 });
});

test('with a warning ratio of 0 every statistic above 0 has an onset', () => {
  const state = learnedAtTen({ warning_ratio: 0 });
  expect(feed(state, [10.5], 7000)[0]?.level).toBe('warning');
  expect(zScore.onsetMs(state)).toBe(7000);
});

test('under the raw scale the distance is in the unit of the metric', () => {
  const state = zScore.init({ ...defaults, reference_size: 2, scale: 'raw' }, { direction: 'two_sided' });
  expect(feed(state, [0, 200, 106]).at(-1)).toMatchObject({ statistic: 6, level: 'drift' });
});

describe('default params on 300 seeded streams', () => {
  const seeds = Array.from({ length: 300 }, (_, index) => index + 1);
  const start = (direction: MetricDirection) => zScore.init(defaults, { direction });

  test('at most 2 % of calm streams of 1,000 points alarm, both sides watched', () => {
    const alarmed = seeds.filter((seed) =>
      feed(start('two_sided'), normals(seed, 1000)).some(({ level }) => level === 'drift'),
    );
    expect(alarmed.length / seeds.length).toBeLessThanOrEqual(0.02);
  });

  test('a fall of 5 sd is found within 10 points in at least 95 % of them', () => {
    const found = seeds.filter((seed) => {
      const state = start('higher_is_better');
      feed(state, normals(seed, 100));
      return feed(state, normals(seed + 10_000, 10, -5)).some(({ level }) => level === 'drift');
    });
    expect(found.length / seeds.length).toBeGreaterThanOrEqual(0.95);
  });
});

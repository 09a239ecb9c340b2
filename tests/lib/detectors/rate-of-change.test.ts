import { describe, expect, test } from 'vitest';
import { parseParams } from '@/lib/detectors/parse-params';
import { type RateOfChangeParams, rateOfChange } from '@/lib/detectors/rate-of-change';
import type { MetricDirection } from '@/lib/detectors/types';
import { normals } from '../../contract/seeded-numbers';

const defaults = parseParams('rate_of_change') as RateOfChangeParams;

function start(params: Partial<RateOfChangeParams> = {}, direction: MetricDirection = 'two_sided') {
  return rateOfChange.init({ ...defaults, ...params }, { direction });
}

/** Reads from its first point on, in the unit of the metric. */
const raw = { scale: 'raw', threshold: 4, lag: 2, window: 3 } as const;

function feed(state: ReturnType<typeof start>, values: number[], fromMs = 0) {
  return values.map((value, index) => rateOfChange.update(state, value, fromMs + index * 1000));
}

test('compares each point with the mean of the window a lag ago', () => {
  const state = start(raw);
  const readings = feed(state, [1, 2, 6, 4, 6, 7]);
  expect(readings.map(({ level }) => level)).toEqual([
    ...new Array<string>(4).fill('insufficient_data'),
    'warning',
    'warning',
  ]);
  // 6 against the mean of 1, 2 and 6; 7 against that of 2, 6 and 4.
  expect(readings.slice(4).map(({ statistic, delta }) => [statistic, delta])).toEqual([
    [3, 3],
    [3, 3],
  ]);
  expect(rateOfChange.windows(state)).toEqual({
    reference: { fromMs: 1000, toMs: 3000, mean: 4, sampleCount: 3 },
    band: { lower: 0, upper: 8 },
    current: { fromMs: 4000, toMs: 5000, mean: 6.5, sampleCount: 2 },
  });
});

test('one unit is the standard deviation of the reference', () => {
  const state = start({ reference_size: 2, lag: 1, window: 1 });
  const readings = feed(state, [0, 20 * Math.SQRT2, 100, 130]);
  expect(readings.slice(0, 3).every(({ level }) => level === 'insufficient_data')).toBe(true);
  expect(readings[3]?.statistic).toBeCloseTo(1.5, 12);
  expect(readings[3]?.delta).toBe(30);
});

test('a jump is a drift at once, and is over soon after the points a lag ago lie on the new level', () => {
  const state = start(raw);
  feed(state, new Array<number>(10).fill(0));
  const readings = feed(state, new Array<number>(16).fill(9), 10_000);
  expect(readings.map(({ statistic, threshold, level }) => [statistic, threshold, level])).toEqual([
    [9, 4, 'drift'],
    [9, 2, 'drift'],
    [6, 2, 'drift'],
    [3, 2, 'drift'],
    // Back for the first of the twelve points in a row that it takes.
    ...new Array(11).fill([0, -1, 'drift']),
    [0, 2, 'stable'],
  ]);
});

test('the onset is the first point of the change', () => {
  const state = start(raw);
  feed(state, new Array<number>(10).fill(0));
  expect(rateOfChange.onsetMs(state)).toBeNull();
  feed(state, [9, 9], 10_000);
  expect(rateOfChange.onsetMs(state)).toBe(10_000);
});

test('a lone wild value echoes on the other side with 1 / window of its size', () => {
  const state = start(raw);
  const readings = feed(state, [...new Array<number>(10).fill(0), 9, 0, 0, 0, 0, 0]);
  expect(readings.slice(10).map(({ delta }) => delta)).toEqual([9, 0, -3, -3, -3, 0]);
});

describe('direction', () => {
  test.each([
    { metric: 'higher_is_better', param: 'worse', onRise: 0, onFall: 9, band: [-4, null] },
    { metric: 'lower_is_better', param: 'worse', onRise: 9, onFall: 0, band: [null, 4] },
    { metric: 'two_sided', param: 'worse', onRise: 9, onFall: 9, band: [-4, 4] },
    { metric: 'higher_is_better', param: 'both', onRise: 9, onFall: 9, band: [-4, 4] },
  ] as const)('$metric, $param', ({ metric, param, onRise, onFall, band }) => {
    const judged = (value: number) => {
      const state = start({ ...raw, direction: param }, metric);
      const reading = feed(state, [...new Array<number>(10).fill(0), value]).at(-1);
      return { statistic: reading?.statistic, band: rateOfChange.windows(state).band };
    };
    const [lower, upper] = band;
    expect(judged(9)).toEqual({ statistic: onRise, band: { lower, upper } });
    expect(judged(-9)).toEqual({ statistic: onFall, band: { lower, upper } });
  });
});

describe('default params on 300 seeded streams', () => {
  const seeds = Array.from({ length: 300 }, (_, index) => index + 1);

  test('at most 3 % of calm streams of 1,000 points alarm, both sides watched', () => {
    const alarmed = seeds.filter((seed) =>
      feed(start(), normals(seed, 1000)).some(({ level }) => level === 'drift'),
    );
    expect(alarmed.length / seeds.length).toBeLessThanOrEqual(0.03);
  });

  test('a fall of 6 sd is found within 10 points in at least 95 % of them', () => {
    const found = seeds.filter((seed) => {
      const state = start({}, 'higher_is_better');
      feed(state, normals(seed, 100));
      return feed(state, normals(seed + 10_000, 10, -6)).some(({ level }) => level === 'drift');
    });
    expect(found.length / seeds.length).toBeGreaterThanOrEqual(0.95);
  });
});

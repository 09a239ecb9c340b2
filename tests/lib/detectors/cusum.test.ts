import { describe, expect, test } from 'vitest';
import { type CusumParams, cusum } from '@/lib/detectors/cusum';
import { parseParams } from '@/lib/detectors/parse-params';
import type { MetricDirection } from '@/lib/detectors/types';
import { normals } from '../../contract/seeded-numbers';
import golden from '../../golden/cusum_tabular.json';

// The real defaults, so that the rates below hold for what users get.
const defaults = parseParams('cusum') as CusumParams;

function start(params: Partial<CusumParams> = {}, direction: MetricDirection = 'two_sided') {
  return cusum.init({ ...defaults, ...params }, { direction });
}

type State = ReturnType<typeof start>;

function feed(state: State, values: number[], fromMs = 0) {
  return values.map((value, index) => cusum.update(state, value, fromMs + index * 1000));
}

/** A state whose reference, of two points, has mean 10 and standard deviation 1. */
function learnedAtTen(params: Partial<CusumParams> = {}, direction: MetricDirection = 'two_sided') {
  const state = start({ reference_size: 2, ...params }, direction);
  feed(state, [10 - Math.SQRT1_2, 10 + Math.SQRT1_2]);
  state.input.mean = 10;
  state.input.unit = 1;
  return state;
}

describe('raw form, up to the first alarm (golden/cusum_tabular.json, 1e-9 absolute)', () => {
  test.each(golden.cases)('$name', ({ params, values, expected }) => {
    const state = learnedAtTen({ slack: params.k, threshold: params.h, outlier_limit: 1e6 });
    const readings = feed(state, values);
    const alarm = readings.findIndex(({ level }) => level === 'drift');
    expect(alarm === -1 ? null : alarm).toBe(expected.first_alarm);
    const untilAlarm = alarm === -1 ? readings.length : alarm;
    for (let index = 0; index < untilAlarm; index += 1) {
      const textbook = Math.max(expected.c_plus[index] ?? Number.NaN, expected.c_minus[index] ?? Number.NaN);
      expect(Math.abs((readings[index]?.statistic ?? Number.NaN) - textbook)).toBeLessThanOrEqual(
        golden.tolerance.absolute,
      );
    }
  });
});

describe('the reference', () => {
  test('is the first points, and nothing is judged before it is complete', () => {
    const state = start({ reference_size: 4 });
    const readings = feed(state, [1, 2, 3, 4, 2.5]);
    expect(readings.map(({ level }) => level)).toEqual([
      ...new Array<string>(4).fill('insufficient_data'),
      'stable',
    ]);
    const sd = Math.sqrt(5 / 3);
    expect(cusum.windows(state)).toEqual({
      reference: { fromMs: 0, toMs: 3000, mean: 2.5, sampleCount: 4 },
      band: { lower: 2.5 - 3 * sd, upper: 2.5 + 3 * sd },
      current: { fromMs: 4000, toMs: 4000, mean: 2.5, sampleCount: 1 },
    });
  });

  test('has no windows while it is learned', () => {
    const state = start({ reference_size: 4 });
    feed(state, [1, 2, 3]);
    expect(cusum.windows(state)).toEqual({ reference: null, band: null, current: null });
  });

  test('stands still afterwards', () => {
    const state = start();
    feed(state, normals(1, 50));
    const before = cusum.windows(state).reference;
    feed(state, normals(2, 500, 3), 50_000);
    expect(cusum.windows(state).reference).toEqual(before);
  });
});

describe('a constant reference', () => {
  test.each([0.9, 0, -7, 1e-9, 1e15 + 0.3, 1e200, Number.MAX_VALUE])('of %d stays at 0', (value) => {
    const readings = feed(start(), new Array<number>(2000).fill(value));
    expect(readings.slice(50).every(({ statistic, level }) => statistic === 0 && level === 'stable')).toBe(
      true,
    );
  });

  test.each([
    [0.9, 0.89],
    [1, 2],
    [0, 0.001],
    [1e200, 1.1e200],
  ])('of %d shows a lasting change to %d after five points', (before, after) => {
    const state = start();
    feed(state, new Array<number>(50).fill(before));
    const levels = feed(state, new Array<number>(6).fill(after)).map(({ level }) => level);
    expect(levels.indexOf('drift')).toBe(4);
  });
});

describe('direction', () => {
  const rise = new Array<number>(20).fill(13);
  const fall = new Array<number>(20).fill(7);
  const table = [
    { metric: 'higher_is_better', param: 'worse', onRise: false, onFall: true },
    { metric: 'lower_is_better', param: 'worse', onRise: true, onFall: false },
    { metric: 'two_sided', param: 'worse', onRise: true, onFall: true },
    { metric: 'higher_is_better', param: 'both', onRise: true, onFall: true },
  ] as const;

  test.each(table)('$metric, $param', ({ metric, param, onRise, onFall }) => {
    const drifts = (values: number[]) =>
      feed(learnedAtTen({ direction: param }, metric), values).some(({ level }) => level === 'drift');
    expect(drifts(rise)).toBe(onRise);
    expect(drifts(fall)).toBe(onFall);
  });
});

describe('a drift', () => {
  test('warns first, and then lasts at least until the sum is back at half of the threshold', () => {
    const state = learnedAtTen({ threshold: 4, warning_ratio: 0.5 });
    const levels = feed(state, [12, 12, 12, 10, 10, 10, 10, 10, 10]).map(
      ({ statistic, threshold, level }) => [statistic, threshold, level],
    );
    expect(levels).toEqual([
      [1.5, 4, 'stable'],
      [3, 4, 'warning'],
      [4.5, 4, 'drift'],
      [4, 2, 'drift'],
      [3.5, 2, 'drift'],
      [3, 2, 'drift'],
      [2.5, 2, 'drift'],
      [2, -1, 'drift'],
      [1.5, -1, 'drift'],
    ]);
  });

  test('ends within 50 points of a recovery, however long it was', () => {
    const state = learnedAtTen();
    const drifting = feed(state, new Array<number>(5000).fill(13));
    expect(drifting.at(-1)?.statistic).toBe(15 * (cusum.statisticCap ?? Number.NaN));
    const levels = feed(state, new Array<number>(50).fill(10)).map(({ level }) => level);
    expect(levels.lastIndexOf('drift')).toBeGreaterThanOrEqual(28);
    expect(levels[49]).toBe('stable');
  });

  test('has its onset at the first point after the sum was last 0, and its delta since then', () => {
    const state = learnedAtTen({ threshold: 4 }, 'higher_is_better');
    feed(state, [9, 11, 10, 10]);
    expect(cusum.onsetMs(state)).toBeNull();
    const readings = feed(state, [7, 8, 7], 10_000);
    expect(readings.at(-1)?.level).toBe('drift');
    expect(cusum.onsetMs(state)).toBe(10_000);
    expect(readings.at(-1)?.delta).toBeCloseTo((7 + 8 + 7) / 3 - 10, 12);
    expect(cusum.windows(state).current).toEqual({
      fromMs: 10_000,
      toMs: 12_000,
      mean: expect.closeTo(22 / 3, 12),
      sampleCount: 3,
    });
  });
});

test('without a change the delta is about the last eight points', () => {
  const state = learnedAtTen();
  const readings = feed(state, [30, 10, 10, 10, 10, 10, 10, 10, 10.8]);
  expect(readings.at(-1)?.delta).toBeCloseTo(0.1, 12);
  expect(cusum.windows(state).current).toMatchObject({ fromMs: 1000, toMs: 8000, sampleCount: 8 });
});

test('one wild value is no drift, five in a row are', () => {
  expect(feed(learnedAtTen(), [1e300]).at(-1)).toMatchObject({ statistic: 3.5, level: 'stable' });
  expect(feed(learnedAtTen(), new Array<number>(5).fill(1e300)).at(-1)?.level).toBe('drift');
});

test('values at the end of the number range leave readings and state finite', () => {
  const big = Number.MAX_VALUE;
  const state = start({ reference_size: 4 });
  const readings = feed(state, [big, -big, big, -big, big, big, big, -big, -big, -big]);
  for (const { statistic, delta } of readings.slice(4)) {
    expect(Number.isFinite(statistic)).toBe(true);
    expect(Number.isFinite(delta)).toBe(true);
  }
  expect(readings.at(-1)?.level).toBe('stable');
  expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  const { band } = cusum.windows(state);
  expect([band?.lower, band?.upper]).toEqual([-big, big]);
});

describe('default params on 300 seeded streams of each kind', () => {
  const seeds = Array.from({ length: 300 }, (_, index) => index + 1);

  test('at most 5 % of calm streams of 1,000 points alarm, both sides watched', () => {
    const alarmed = seeds.filter((seed) =>
      feed(start(), normals(seed, 1000)).some(({ level }) => level === 'drift'),
    );
    expect(alarmed.length / seeds.length).toBeLessThanOrEqual(0.05);
  });

  test.each([
    { shift: 1, median: 32, within: 130, share: 0.97 },
    { shift: 2, median: 12, within: 30, share: 0.99 },
  ])('a fall of $shift sd is found after about $median points', ({ shift, median, within, share }) => {
    const delays = seeds.map((seed) => {
      const state = start({}, 'higher_is_better');
      feed(state, normals(seed, 50));
      const found = feed(state, normals(seed + 10_000, 400, -shift)).findIndex(
        ({ level }) => level === 'drift',
      );
      return found === -1 ? Number.POSITIVE_INFINITY : found + 1;
    });
    delays.sort((a, b) => a - b);
    expect(delays[150]).toBeLessThanOrEqual(median);
    expect(delays.filter((delay) => delay <= within).length / seeds.length).toBeGreaterThanOrEqual(share);
  });
});

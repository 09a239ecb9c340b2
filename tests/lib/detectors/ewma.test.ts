import { describe, expect, test } from 'vitest';
import { type EwmaParams, ewma } from '@/lib/detectors/ewma';
import { parseParams } from '@/lib/detectors/parse-params';
import type { MetricDirection } from '@/lib/detectors/types';
import { normals } from '../../contract/seeded-numbers';
import golden from '../../golden/ewma_chart.json';

const defaults = parseParams('ewma') as EwmaParams;

/** A state whose reference, of two points, has mean 10 and standard deviation 1. */
function learnedAtTen(params: Partial<EwmaParams> = {}, direction: MetricDirection = 'two_sided') {
  const state = ewma.init({ ...defaults, reference_size: 2, ...params }, { direction });
  feed(state, [10 - Math.SQRT1_2, 10 + Math.SQRT1_2]);
  state.input.mean = 10;
  state.input.unit = 1;
  return state;
}

function feed(state: ReturnType<typeof ewma.init>, values: number[], fromMs = 0) {
  return values.map((value, index) => ewma.update(state, value, fromMs + index * 1000));
}

describe('raw form: first alarm, and the readings up to it (golden/ewma_chart.json, 1e-9 relative to the limits)', () => {
  test.each(golden.cases)('$name', ({ params, values, expected }) => {
    const threshold = params.L;
    const readings = feed(learnedAtTen({ weight: params.lambda, threshold, outlier_limit: 1e6 }), values);
    const first = readings.findIndex(({ level }) => level === 'drift');
    expect(first).toBe(expected.out_of_control[0] ?? -1);
    for (const [index, { statistic }] of readings.entries()) {
      const halfWidth = (expected.ucl[index] ?? Number.NaN) - params.mu0;
      const score = (threshold * Math.abs((expected.z[index] ?? Number.NaN) - params.mu0)) / halfWidth;
      expect(Math.abs((statistic ?? Number.NaN) - score)).toBeLessThanOrEqual(1e-9);
    }
  });
});

describe('direction', () => {
  test.each([
    { metric: 'higher_is_better', param: 'worse', onRise: false, onFall: true },
    { metric: 'lower_is_better', param: 'worse', onRise: true, onFall: false },
    { metric: 'two_sided', param: 'worse', onRise: true, onFall: true },
    { metric: 'higher_is_better', param: 'both', onRise: true, onFall: true },
  ] as const)('$metric, $param', ({ metric, param, onRise, onFall }) => {
    const drifts = (value: number) =>
      feed(learnedAtTen({ direction: param }, metric), new Array<number>(20).fill(value)).some(
        ({ level }) => level === 'drift',
      );
    expect(drifts(13)).toBe(onRise);
    expect(drifts(7)).toBe(onFall);
  });
});

test('one wild value is no drift, several in a row are', () => {
  expect(feed(learnedAtTen(), [1e300])[0]).toMatchObject({ statistic: expect.closeTo(4, 12) });
  const calm = new Array<number>(100).fill(10);
  expect(feed(learnedAtTen(), [...calm, 1e300, ...calm]).some(({ level }) => level === 'drift')).toBe(false);
  expect(feed(learnedAtTen(), [...calm, 1e300, 1e300, 1e300]).at(-1)?.level).toBe('drift');
});

test('a drift lasts until statistic and level are back, however long it was', () => {
  const state = learnedAtTen();
  feed(state, new Array<number>(5000).fill(13));
  const readings = feed(state, new Array<number>(60).fill(10));
  // 3 sd are 9 sd of the weighted mean; 9 * 0.8^5 is the last above 2.5.
  expect(readings[4]).toMatchObject({ threshold: 2.5, statistic: expect.closeTo(9 * 0.8 ** 5, 9) });
  expect(readings[5]).toMatchObject({ threshold: -1, level: 'drift' });
  // The level counts for 2 sd and is within half of one after ln(4) times 30 points.
  expect(readings.map(({ level }) => level).indexOf('stable')).toBe(40);
});

test('the onset is the first point after the weighted mean crossed the reference mean', () => {
  const state = learnedAtTen({}, 'higher_is_better');
  feed(state, [...new Array<number>(60).fill(10), 10.5]);
  expect(ewma.onsetMs(state)).toBeNull();
  const readings = feed(state, [7, 7, 7, 7], 100_000);
  expect(readings.at(-1)?.level).toBe('drift');
  expect(ewma.onsetMs(state)).toBe(100_000);
  expect(readings.at(-1)?.delta).toBeCloseTo(-3, 12);
});

describe('default params on 300 seeded streams', () => {
  const seeds = Array.from({ length: 300 }, (_, index) => index + 1);
  const start = (direction: MetricDirection) => ewma.init(defaults, { direction });

  test('at most 4 % of calm streams of 1,000 points alarm, both sides watched', () => {
    const alarmed = seeds.filter((seed) =>
      feed(start('two_sided'), normals(seed, 1000)).some(({ level }) => level === 'drift'),
    );
    expect(alarmed.length / seeds.length).toBeLessThanOrEqual(0.04);
  });

  test('a fall of 2 sd is found within 25 points in at least 95 % of them', () => {
    const found = seeds.filter((seed) => {
      const state = start('higher_is_better');
      feed(state, normals(seed, 100));
      return feed(state, normals(seed + 10_000, 25, -2)).some(({ level }) => level === 'drift');
    });
    expect(found.length / seeds.length).toBeGreaterThanOrEqual(0.95);
  });
});

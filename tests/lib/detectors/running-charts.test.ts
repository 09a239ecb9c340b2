import { describe, expect, test } from 'vitest';
import { geometricMovingAverage } from '@/lib/detectors/geometric-moving-average';
import { pageHinkley } from '@/lib/detectors/page-hinkley';
import type { DetectorMethod, MetricDirection, Reading } from '@/lib/detectors/types';
import { normals } from '../../contract/seeded-numbers';

/** A run with default params, so that the rates below hold for what users get. */
function start(method: DetectorMethod, direction: MetricDirection = 'two_sided') {
  const state = method.init(method.paramsSchema.parse({}), { direction });
  let seen = 0;
  const feed = (values: number[]): Reading[] => values.map((value) => method.update(state, value, seen++));
  return { state, feed };
}

/** Numbers of the points where a drift begins. */
function alarms(readings: Reading[]): number[] {
  return readings.flatMap(({ level }, index) =>
    level === 'drift' && readings[index - 1]?.level !== 'drift' ? [index] : [],
  );
}

const seeds = Array.from({ length: 300 }, (_, index) => index + 1);
const charts: { chart: DetectorMethod; reference: number; calmShare: number; median: number }[] = [
  { chart: pageHinkley, reference: 50, calmShare: 0.03, median: 26 },
  { chart: geometricMovingAverage, reference: 100, calmShare: 0.04, median: 26 },
];

describe.each(charts)('$chart.method', ({ chart, reference, calmShare, median }) => {
  test('calm streams of 1,000 points seldom alarm, both sides watched', () => {
    const alarmed = seeds.filter((seed) => alarms(start(chart).feed(normals(seed, 1000))).length > 0);
    expect(alarmed.length / seeds.length).toBeLessThanOrEqual(calmShare);
  });

  test('a rise of 1 sd after 500 points is found soon', () => {
    const delays = seeds.map((seed) => {
      const { feed } = start(chart, 'lower_is_better');
      feed(normals(seed, 500));
      const [first = Number.POSITIVE_INFINITY] = alarms(feed(normals(seed + 10_000, 400, 1)));
      return first + 1;
    });
    delays.sort((a, b) => a - b);
    expect(delays[150]).toBeLessThanOrEqual(median);
  });

  test('a change and the recovery from it are one drift each, which ends by itself', () => {
    const { feed } = start(chart);
    const readings = feed([...normals(3, 300, 10), ...normals(4, 300, 13), ...normals(5, 300, 10)]);
    const found = alarms(readings);
    expect(found).toHaveLength(2);
    for (const [place, index] of found.entries()) {
      expect(index).toBeGreaterThanOrEqual(300 * (place + 1));
      expect(index).toBeLessThan(300 * (place + 1) + 12);
      const held = readings.slice(index).findIndex(({ level }) => level !== 'drift');
      expect(held).toBe(reference + 1);
    }
    expect(readings.at(-1)?.level).toBe('stable');
  });

  test('a change for the better is no drift and becomes the ordinary level', () => {
    const { state, feed } = start(chart, 'lower_is_better');
    expect(alarms(feed([...normals(3, 300, 10), ...normals(4, 300, 7)]))).toEqual([]);
    expect(chart.windows(state).reference?.mean).toBeCloseTo(7, 0);
    expect(alarms(feed(normals(5, 30, 10)))).toHaveLength(1);
  });

  test('a drift shows the level before it, the level since its onset, and their difference', () => {
    const { state, feed } = start(chart);
    const steady = Array.from({ length: 200 }, (_, index) => 10 + (index % 2 === 0 ? 1 : -1));
    const change = new Array<number>(20).fill(14);
    const last = feed([...steady, ...change]).at(-1);
    expect(last?.level).toBe('drift');
    expect(chart.onsetMs(state)).toBe(200);
    expect(chart.windows(state)).toEqual({
      reference: { fromMs: 0, toMs: 200, mean: expect.closeTo(10, 9), sampleCount: 200 },
      band: null,
      current: { fromMs: 200, toMs: 219, mean: 14, sampleCount: 20 },
    });
    expect(last?.delta).toBeCloseTo(4, 9);
  });

  test('one wild value is no drift', () => {
    const { feed } = start(chart);
    feed(normals(6, 300));
    expect(feed([1e300])[0]?.level).toBe('stable');
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { commonParams } from '@/lib/detectors/method-guide';
import { getMethod, methods } from '@/lib/detectors/registry';
import type { ParamValues } from '@/lib/detectors/types';
import { errorOf } from './binary-cases';
import { type MethodCase, methodCases, readAll, subject } from './method-cases';
import { normals, seededNormal } from './seeded-numbers';

function paramsOf(methodId: string): string[] {
  const method = methods.find(({ method: id }) => id === methodId);
  if (method === undefined) throw new Error(`no method ${methodId}`);
  return Object.keys(z.toJSONSchema(method.paramsSchema, { io: 'input' }).properties ?? {});
}

describe('params that every method has', () => {
  test.each(methods.map(({ method }) => method))('%s has them, or says why not', (id) => {
    const own = paramsOf(id);
    const missing = Object.keys(commonParams).filter((name) => !own.includes(name));
    const { lacks = {} } = getMethod(id).guide;
    expect(missing.sort()).toEqual(Object.keys(lacks).sort());
    for (const why of Object.values(lacks)) expect(why).toMatch(/^[A-Z].*\.$/);
  });
});

const hourMs = 3_600_000;
/** Hourly points with a daily pattern; for errors, the rate has the pattern. */
function seasonalValues(seed: number, count: number, binary: boolean, swing: number): number[] {
  const next = seededNormal(seed);
  return Array.from({ length: count }, (_, index) => {
    const value = next() + swing * Math.sin((2 * Math.PI * (index % 24)) / 24);
    return binary ? errorOf(value) : value;
  });
}

const variants = methodCases.flatMap((single) => {
  const own = paramsOf(single.method);
  const list: { single: MethodCase; name: string; extra: ParamValues }[] = [];
  if (own.includes('season'))
    list.push({ single, name: 'season hour_of_day', extra: { season: 'hour_of_day' } });
  if (own.includes('scale')) list.push({ single, name: 'scale raw', extra: { scale: 'raw' } });
  return list.map((variant) => ({ ...variant, title: `${single.method} with ${variant.name}` }));
});

const awkward = fc.array(
  fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: -3, max: 3, noNaN: true }),
    fc.constantFrom(0, -0, 1, 1e308, -1e308, Number.MAX_VALUE, Number.MIN_VALUE),
  ),
  { minLength: 1, maxLength: 90 },
);

describe.each(variants)('$title', ({ single, extra }) => {
  const tested = subject(single.method, { ...single.params, ...extra });
  const { method, params } = tested;

  test('judges from minSamples on', () => {
    const minSamples = method.minSamples(params);
    const values = seasonalValues(3, minSamples + 20, single.binary === true, 1);
    readAll(tested, tested.start(), values).forEach(({ level, statistic }, index) => {
      const short = index + 1 < minSamples;
      expect(level === 'insufficient_data').toBe(short);
      expect(statistic === null).toBe(short);
    });
  });

  test('returns finite readings for any input, the same after a round trip through JSON', () => {
    fc.assert(
      fc.property(awkward, fc.nat(90), (values, at) => {
        const straight = tested.start();
        let split = tested.start();
        for (const [index, value] of values.entries()) {
          if (index === at) split = JSON.parse(JSON.stringify(split));
          const reading = method.update(straight, value, index * hourMs);
          expect(method.update(split, value, index * hourMs)).toEqual(reading);
          const { statistic, threshold, level, delta } = reading;
          for (const number of [statistic, threshold, delta]) {
            expect(number === null || Number.isFinite(number)).toBe(true);
          }
          expect(level === 'drift').toBe(statistic !== null && threshold !== null && statistic > threshold);
        }
        expect(JSON.stringify(split)).toBe(JSON.stringify(straight));
      }),
      { seed: 21, numRuns: 40 },
    );
  });

  test('never drifts on a constant', () => {
    const calm = subject(single.method, { ...single.constants.params, ...extra });
    // The bound of ADWIN assumes raw values of about the size of an error; its sums lose precision far from
    // that.
    const isRawAdwin = single.method === 'adwin' && params.scale === 'raw';
    for (const value of single.constants.values.filter((one) => !isRawAdwin || Math.abs(one) < 10)) {
      const state = calm.start();
      for (let hour = 0; hour < 700; hour += 1) {
        expect(method.update(state, value, hour * hourMs).level).not.toBe('drift');
      }
    }
  });
});

/** Returns how many of 20 streams drift before the rise, and how many only after it. */
function shares(method: string, params: Record<string, number | string>, swing: number, rise: number) {
  const tested = subject(method, { ...params, reference_size: 240 });
  let early = 0;
  let found = 0;
  for (let seed = 1; seed <= 20; seed += 1) {
    const state = tested.start();
    const values = seasonalValues(seed, 560, false, swing);
    const first = values.findIndex((value, hour) => {
      const shifted = hour >= 480 ? value + rise : value;
      return tested.method.update(state, shifted, hour * hourMs).level === 'drift';
    });
    if (first >= 480) found += 1;
    else if (first >= 0) early += 1;
  }
  return { early: early / 20, found: found / 20 };
}

/**
 * Methods with a window short enough to mistake a part of the day for a change, and a threshold for so few
 * points.
 */
const fooled: [string, Record<string, number>, number][] = [
  ['kswin', { window_size: 40, stat_size: 10, threshold: 3.5 }, 0.8],
  ['wasserstein', { window: 8, threshold: 1.3 }, 0.6],
  ['welch', { window: 8, threshold: 6 }, 0.8],
  ['energy', { window: 8, threshold: 1 }, 0.8],
  ['mmd', { window: 8, threshold: 0.45 }, 0.8],
  ['anderson_darling', { window: 8 }, 0.4],
];

test.each(fooled)(
  '%s mistakes a calm daily pattern for drift, but not if the season is removed',
  (id, params, least) => {
    const calm = shares(id, { ...params, season: 'hour_of_day' }, 4, 0);
    expect(calm.early).toBeLessThanOrEqual(0.2);
    expect(shares(id, params, 4, 0).early).toBeGreaterThanOrEqual(least);
  },
);

/**
 * If the season is not removed it counts as noise, and many methods miss a rise of two sd of the actual
 * noise; the maximum that still detect it.
 */
const dulled: [string, number, number][] = [
  ['ewma', 2, 0.5],
  ['z_score', 4, 0.3],
  ['ks', 2, 0.4],
  ['adwin', 2, 0.3],
  ['psi', 2, 0.7],
  ['jensen_shannon', 2, 0.7],
  ['hellinger', 2, 0.7],
  ['cusum', 2, 1],
  ['page_hinkley', 2, 1],
  ['geometric_moving_average', 2, 1],
  ['bocpd', 2, 1],
  ['mann_whitney', 2, 1],
];

test.each(dulled)('%s detects a rise on a daily pattern if the season is removed', (id, rise, most) => {
  const found = shares(id, { season: 'hour_of_day' }, 4, rise);
  expect(found).toEqual({ early: 0, found: 1 });
  expect(shares(id, {}, 4, rise).found).toBeLessThanOrEqual(most);
});

test('an hour of the week is distinguished from the same hour of other days', () => {
  // High in the first hours of days 3 and 4, like a market on its busy days; four weeks of reference.
  const tested = subject('ewma', { reference_size: 672, season: 'hour_of_week' });
  const daily = subject('ewma', { reference_size: 672, season: 'hour_of_day' });
  const alarms = [tested, daily].map((one) => {
    const state = one.start();
    const noise = normals(4, 1344, 0, 0.5);
    return noise.some((value, hour) => {
      const day = Math.floor(hour / 24) % 7;
      const swing = (day === 3 || day === 4) && hour % 24 < 12 ? 4 : 0;
      return one.method.update(state, value + swing, hour * hourMs).level === 'drift';
    });
  });
  expect(alarms).toEqual([false, true]);
});

import { describe, expect, test } from 'vitest';
import { methods } from '@/lib/detectors/registry';
import type { MetricDirection, ParamValues, Reading } from '@/lib/detectors/types';
import { binaryCases } from './binary-cases';
import { readAll, subject } from './method-cases';
import { normals, seededNormal, seededUniform } from './seeded-numbers';

/**
 * Methods that compare single points with limits or distances set by a person: every crossing is a drift of
 * its own.
 */
const ruled = ['mean_delta', 'static_threshold'];
/** Methods whose own tests check a second change and a change of spread. */
const selfTested = ['auto', 'anomaly'];
/** Methods that forget the level before a change, and so have to detect the next one. */
const movingOn = [
  'page_hinkley',
  'geometric_moving_average',
  'rate_of_change',
  'adwin',
  'kswin',
  'bocpd',
  'levene',
];

const real = methods.filter(
  ({ kind, method }) => kind !== 'binary' && ![...ruled, ...selfTested].includes(method),
);
const variants = real.flatMap(({ method, kind }) => {
  const references: ParamValues[] = kind === 'window' ? [{}, { reference: 'rolling' }] : [{}];
  return references.map((params) => ({
    method,
    params,
    title: `${method} ${params.reference ?? ''}`.trim(),
  }));
});

function begins(readings: Reading[]): number[] {
  return readings.flatMap(({ level }, index) =>
    level === 'drift' && readings[index - 1]?.level !== 'drift' ? [index] : [],
  );
}

const seeds = [1, 2, 3, 4, 5, 6];
const calmCount = 400;
const changedCount = 600;

/** Values after the change, in sd of those before. */
const kinds: { kind: string; value: (noise: number, uniform: number) => number }[] = [
  { kind: 'fall of the mean by 3 sd', value: (noise) => noise - 3 },
  { kind: 'spread three times as wide', value: (noise) => 3 * noise },
  { kind: 'third of the values 6 sd lower', value: (noise, uniform) => (uniform < 0.3 ? noise - 6 : noise) },
];

describe.each(kinds)('a lasting $kind', ({ value }) => {
  const streams = seeds.map((seed) => {
    const noise = seededNormal(seed);
    const uniform = seededUniform(seed + 100);
    return Array.from({ length: calmCount + changedCount }, (_, index) => {
      const ordinary = noise();
      return 0.9 + 0.01 * (index < calmCount ? ordinary : value(ordinary, uniform()));
    });
  });

  test.each(variants)('$title reports as one drift, not as many', ({ method, params }) => {
    const directions: MetricDirection[] = params.reference
      ? ['higher_is_better']
      : ['higher_is_better', 'two_sided'];
    for (const direction of directions) {
      const counts = streams.map((values) => {
        const tested = subject(method, params);
        return begins(readAll(tested, tested.start(direction), values)).filter((at) => at >= calmCount)
          .length;
      });
      const total = counts.reduce((sum, count) => sum + count, 0);
      // One each; three of eighteen streams may have a second one, because a drift may also end by chance.
      expect(total).toBeLessThanOrEqual(seeds.length + 1);
      expect(Math.max(...counts)).toBeLessThanOrEqual(2);
    }
  });
});

describe('a second, larger change after a large one', () => {
  const levels = [0.9, 0.85, 0.5];
  const counts = [400, 500, 400];
  const values = (seed: number) =>
    levels.flatMap((level, part) => normals(seed + 50 * part, counts[part] ?? 0, level, 0.005));
  const moving = variants.filter(
    ({ method, params }) => movingOn.includes(method) || params.reference === 'rolling',
  );

  test.each(moving)('$title detects both', ({ method, params }) => {
    for (const seed of [1, 2, 3]) {
      const tested = subject(method, params);
      const found = begins(readAll(tested, tested.start('higher_is_better'), values(seed)));
      expect(found).toHaveLength(2);
      expect(Math.abs((found[0] ?? 0) - 425)).toBeLessThanOrEqual(25 + 25);
      expect(Math.abs((found[1] ?? 0) - 925)).toBeLessThanOrEqual(25 + 25);
    }
  });

  const staying = variants.filter((variant) => !moving.includes(variant));
  test.each(staying)('$title stays in drift and shows how far the level is now', ({ method, params }) => {
    const tested = subject(method, params);
    const state = tested.start('higher_is_better');
    const readings = readAll(tested, state, values(4));
    expect(begins(readings)).toHaveLength(1);
    expect(readings.at(-1)?.level).toBe('drift');
    expect(tested.method.windows(state).current?.mean).toBeLessThan(0.8);
  });

  test.each(binaryCases)('$method detects both changes of an error rate', ({ method, params }) => {
    for (const seed of [1, 2, 3]) {
      const uniform = seededUniform(seed);
      // EDDM's threshold is set for its false alarms; at half of it, EDDM detects changes as early as the
      // others.
      const tested = subject(method, method === 'eddm' ? { ...params, threshold: 0.3 } : params);
      const errors = [0.05, 0.4, 0.95].flatMap((rate) =>
        Array.from({ length: 700 }, () => (uniform() < rate ? 1 : 0)),
      );
      const found = begins(readAll(tested, tested.start('lower_is_better'), errors));
      expect(found.some((at) => at >= 700 && at < 1400)).toBe(true);
      expect(found.some((at) => at >= 1400)).toBe(true);
    }
  });
});

describe('a change that is reversed', () => {
  test.each(variants)('$title reports as over', ({ method, params }) => {
    for (const seed of [1, 2, 3]) {
      const tested = subject(method, params);
      const values = [...normals(seed, 400), ...normals(seed + 50, 300, -4), ...normals(seed + 90, 500)];
      const readings = readAll(tested, tested.start('higher_is_better'), values);
      const last = readings.findLastIndex(({ level }) => level === 'drift');
      expect(last).toBeGreaterThanOrEqual(400);
      expect(last).toBeLessThan(1000);
    }
  });
});

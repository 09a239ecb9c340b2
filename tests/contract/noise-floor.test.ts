import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { methods } from '@/lib/detectors/registry';
import type { ParamValues, Reading } from '@/lib/detectors/types';
import { farthest } from '@/lib/stats/noise-floor';
import { methodCases, readAll, subject } from './method-cases';
import { normals, seededNormal, seededUniform } from './seeded-numbers';

/** Their limits are distances in the unit of the metric and apply to a constant as to any other series. */
const inUnits = ['mean_delta', 'static_threshold'];
/** Their own tests check what they ignore. */
const selfTested = ['auto', 'anomaly'];

const variants = methods
  .filter(({ method }) => !selfTested.includes(method) && method !== 'static_threshold')
  .flatMap(({ method, kind }) => {
    const references: ParamValues[] = kind === 'window' ? [{}, { reference: 'rolling' }] : [{}];
    return references.map((params) => ({
      method,
      kind,
      params,
      title: `${method} ${params.reference ?? ''}`.trim(),
    }));
  });
const scaled = variants.filter(({ method, kind }) => kind !== 'binary' && !inUnits.includes(method));

const constant = (value: number, count: number) => new Array<number>(count).fill(value);
const alarms = (readings: Reading[]) => readings.some(({ level }) => level === 'drift');

function read(method: string, params: ParamValues, values: number[]) {
  const tested = subject(method, params);
  return readAll(tested, tested.start(), values);
}

describe('negligible noise', () => {
  test.each(variants)('from rounding raises no alarm in $title', ({ method, params }) => {
    expect(alarms(read(method, params, [...constant(0.3, 500), ...constant(0.30000000000000004, 300)]))).toBe(
      false,
    );
    // The same number computed in two ways.
    const sums = Array.from({ length: 300 }, (_, index) => (index % 2 === 0 ? 0.1 + 0.7 : 0.8));
    expect(alarms(read(method, params, [...constant(0.8, 500), ...sums]))).toBe(false);
    const residues = Array.from({ length: 300 }, (_, index) => ((index % 3) - 1) * 2.7e-17);
    expect(alarms(read(method, params, [...constant(0, 500), ...residues]))).toBe(false);
  });

  test.each(scaled)(
    'from rounding raises no alarm in $title if a few values of the reference differ',
    ({ method, params }) => {
      const few = (value: number) =>
        Array.from({ length: 400 }, (_, index) => (index % 40 === 7 ? 0.302 : value));
      const before = read(method, params, [...few(0.3), ...few(0.3)]);
      const after = read(method, params, [...few(0.3), ...few(0.30000000000000004)]);
      expect(after.map(({ level }) => level)).toEqual(before.map(({ level }) => level));
    },
  );

  test.each(scaled)(
    'of 0.01 % after a constant raises no alarm in $title, at any level',
    ({ method, params }) => {
      for (const [seed, level] of [0.9, -3, 1e-6, 1e-9, 1e12].entries()) {
        const noise = normals(seed + 1, 400, 0, 1e-4).map((one) => level * (1 + one));
        expect(alarms(read(method, params, [...constant(level, 400), ...noise]))).toBe(false);
        const square = noise.map((_, index) => level * (1 + (index % 2 === 0 ? 1e-4 : -1e-4)));
        expect(alarms(read(method, params, [...constant(level, 400), ...square]))).toBe(false);
        expect(
          alarms(read(method, params, [...constant(level, 400), ...constant(level * 1.0001, 300)])),
        ).toBe(false);
      }
    },
  );
});

describe('a lasting change', () => {
  test.each(scaled)(
    'of 1 % and of 5 % after a constant raises an alarm in $title, at any level',
    ({ method, params }) => {
      for (const level of [0.9, -3, 1e-6, 1e-9, 1e12]) {
        for (const factor of [1.01, 0.95]) {
          expect(
            alarms(read(method, params, [...constant(level, 400), ...constant(level * factor, 300)])),
          ).toBe(true);
        }
      }
      expect(alarms(read(method, params, [...constant(0, 400), ...constant(1e-6, 300)]))).toBe(true);
    },
  );
});

test.each(variants)(
  'a first 1 after 280 zeros does not give $title an astronomical statistic',
  ({ method, params }) => {
    for (const { statistic } of read(method, params, [...constant(0, 280), 1, ...constant(0, 100)])) {
      expect(statistic ?? 0).toBeLessThanOrEqual(farthest);
    }
  },
);

describe('a huge value', () => {
  const windows = variants.filter(({ kind, params }) => kind === 'window' && params.reference === undefined);
  test.each(windows)('leaves nothing behind in $title when it leaves the window', ({ method }) => {
    for (const scale of ['reference', 'raw']) {
      for (const level of [0, 5]) {
        // A constant reference does not limit raw values.
        const calm = scale === 'raw' ? constant(level, 260) : normals(1, 260, level);
        const after = normals(2, 120, level, scale === 'raw' ? 0.001 : 1);
        const params = { scale, outlier_limit: 1e6 };
        const plain = read(method, params, [...calm, level, ...after]).slice(-60);
        const huge = read(method, params, [...calm, 1.3e17, ...after]).slice(-60);
        for (const [index, { statistic, delta }] of huge.entries()) {
          const expected = plain[index];
          expect(Math.abs((statistic ?? 0) - (expected?.statistic ?? 0))).toBeLessThanOrEqual(1e-9);
          expect(Math.abs((delta ?? 0) - (expected?.delta ?? 0))).toBeLessThanOrEqual(1e-9);
        }
      }
    }
  });
});

describe('a stream without errors', () => {
  const binary = methodCases.filter((single) => single.binary === true);
  test.each(binary)('never raises an alarm in $method, whatever the params', ({ method }) => {
    const ownParams: Record<string, fc.Arbitrary<ParamValues>> = {
      ddm: fc.record({ prior_errors: fc.constantFrom(0, 0.5, 1, 3, 50, 1000) }),
      rddm: fc.record({
        prior_errors: fc.constantFrom(0, 0.5, 1, 3, 50, 1000),
        min_concept_size: fc.integer({ min: 100, max: 200 }),
        max_concept_size: fc.integer({ min: 201, max: 500 }),
        max_warnings: fc.integer({ min: 10, max: 100 }),
      }),
    };
    const shared = fc.record({
      reference_size: fc.integer({ min: 2, max: 120 }),
      threshold: fc.double({ min: 1e-9, max: 1, noNaN: true }),
      warning_ratio: fc.constantFrom(0, 0.7, 1),
      direction: fc.constantFrom('worse', 'both'),
    });
    fc.assert(
      fc.property(shared, ownParams[method] ?? fc.constant({}), (one, own) => {
        expect(alarms(read(method, { ...one, ...own }, constant(0, 2500)))).toBe(false);
      }),
      { seed: 31, numRuns: 25 },
    );
  });
});

describe('scale and level', () => {
  test.each(scaled)('of the metric make no difference to $title', ({ method, params }) => {
    const seeds = [1, 2, 3];
    for (const seed of seeds) {
      const noise = seededNormal(seed);
      const uniform = seededUniform(seed);
      const values = Array.from({ length: 700 }, (_, index) => {
        const changed = index >= 450 ? -3 : 0;
        return uniform() < 0.02 ? 8 * noise() : noise() + changed;
      });
      const levels = read(method, params, values).map(({ level }) => level);
      // Powers of two, so that nothing is rounded.
      for (const scale of [2 ** -30, 2 ** 40]) {
        const moved = values.map((value) => scale * value);
        expect(read(method, params, moved).map(({ level }) => level)).toEqual(levels);
      }
    }
  });
});

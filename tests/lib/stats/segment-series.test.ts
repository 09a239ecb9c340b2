import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '@/lib/stats/seeded-random';
import { segmentSeries } from '@/lib/stats/segment-series';
import { normals } from '../../contract/seeded-numbers';
import { autoregressive, between, seeds } from './segment-input';

/** Exactly these changes, each at most `within` points off. */
function expectChanges(values: number[], changes: number[], within: number) {
  const { starts } = segmentSeries(values);
  expect(starts).toHaveLength(changes.length + 1);
  expect(starts[0]).toBe(0);
  changes.forEach((change, index) => {
    expect(Math.abs((starts[index + 1] ?? 0) - change)).toBeLessThanOrEqual(within);
  });
}

describe.each([1, 2])('seed %i', (seed) => {
  test('finds a step of 5 sd within 2 points', () => {
    expectChanges([...normals(seed, 70), ...normals(seed + 100, 50, 5)], [70], 2);
  });

  test('finds two steps within 2 points each', () => {
    const values = [...normals(seed, 50), ...normals(seed + 100, 40, 5), ...normals(seed + 200, 40, -3)];
    expectChanges(values, [50, 90], 2);
  });

  test('finds the end of a ramp, as a change of line, within 10 points', () => {
    const values = normals(seed, 200).map((noise, index) => 0.3 * Math.min(index, 100) + noise);
    expect(segmentSeries(values).shape).toBe('line');
    expectChanges(values, [100], 10);
  });

  test('finds a change of a long series to the point, though it looks at blocks first', () => {
    expectChanges([...normals(seed, 911), ...normals(seed + 100, 490, 5)], [911], 2);
  });
});

describe('what is no change', () => {
  test('one wild value, or two, beside the same noise without', () => {
    for (const seed of seeds.slice(0, 5)) {
      const calm = normals(seed, 100);
      const { starts } = segmentSeries(calm);
      for (const wild of [[40], [40, 75]]) {
        const values = calm.map((value, index) => (wild.includes(index) ? 60 : value));
        const found = segmentSeries(values);
        expect(found.starts).toEqual(starts);
        expect(found.outliers).toEqual(expect.arrayContaining(wild));
      }
    }
  });

  test('a constant, of any size', () => {
    for (const value of [0, 0.1, -3e100, 1e-300]) {
      expect(segmentSeries(Array.from({ length: 50 }, () => value)).starts).toEqual([0]);
    }
  });

  test('anything in fewer than 6 points', () => {
    expect(segmentSeries([]).starts).toEqual([]);
    for (let count = 1; count < 6; count += 1) {
      expect(segmentSeries([0, 0, 0, 9, 9].slice(-count)).starts).toEqual([0]);
    }
    expect(segmentSeries([0, 0, 0, 9, 9, 9]).starts).toEqual([0, 3]);
  });

  test('a straight line', () => {
    expect(segmentSeries(Array.from({ length: 100 }, (_, index) => 2 + 0.7 * index)).starts).toEqual([0]);
  });
});

describe('still series', () => {
  test.each([1, 2])('a blip of %i rows in a flat series is no change', (length) => {
    for (const count of [20, 100, 500])
      expect(
        segmentSeries(between(count, (index) => (index >= 10 && index < 10 + length ? 5 : 0))).starts,
      ).toEqual([0]);
  });

  test('a blip beside a step, or at it, does not hide the step', () => {
    for (const at of [30, 60]) {
      const values = between(121, (index) => (index === at ? -999 : index <= 60 ? 0.9 : 0.5));
      expect(segmentSeries(values).starts).toHaveLength(2);
      expectChanges(values, [61], 1);
    }
  });

  test.each([10, 100, 1000])('constant, noise, constant of %i points each are exact', (length) => {
    for (const seed of seeds.slice(0, 3)) {
      const still = between(length, () => 0);
      const values = [...still, ...normals(seed, length), ...still];
      expect(segmentSeries(values).starts).toEqual([0, length, 2 * length]);
    }
  });
});

test('a rate of 0/1 events that rises from 0.05 to 0.5 is found within 15 points', () => {
  const random = seededRandom('rate');
  expectChanges(
    between(600, (index) => (random() < (index < 300 ? 0.05 : 0.5) ? 1 : 0)),
    [300],
    15,
  );
});

describe('periodic series', () => {
  const sine = (index: number, period: number) => 3 * Math.sin((2 * Math.PI * index) / period);

  test('a change of shape is found within a period', () => {
    const noise = normals(5, 1000);
    expectChanges(
      noise.map((value, index) => 0.3 * value + sine(index, index < 500 ? 24 : 12)),
      [500],
      24,
    );
  });

  test.each([3, 30])('a step of %d sd under a daily season is the only change', (step) => {
    const noise = normals(6, 1000);
    expectChanges(
      noise.map((value, index) => value + sine(index, 24) + (index < 500 ? 0 : step)),
      [500],
      5,
    );
  });
});

test('a step of 6 sd in AR(1) noise of 0.5 is the only change', () => {
  const noise = autoregressive(3, 200, 0.5);
  expectChanges(
    noise.map((value, index) => (index < 110 ? value : value + 6)),
    [110],
    2,
  );
});

test('scale changes nothing, the list stays as it is, and segments have at least 3 points', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 40 }),
      fc.constantFrom(0.25, 4, 1024),
      (values, scale) => {
        const before = [...values];
        const { starts } = segmentSeries(values);
        expect(values).toEqual(before);
        expect(segmentSeries(values.map((value) => value * scale)).starts).toEqual(starts);
        expect(starts[0]).toBe(values.length === 0 ? undefined : 0);
        starts.slice(1).forEach((start, index) => {
          expect(start - (starts[index] ?? 0)).toBeGreaterThanOrEqual(3);
          expect(values.length - start).toBeGreaterThanOrEqual(3);
        });
      },
    ),
    { seed: 1, numRuns: 60 },
  );
});

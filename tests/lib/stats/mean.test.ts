import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mean, nextMean, ringMean } from '@/lib/stats/mean';

describe('mean', () => {
  test('is the sum in order divided by the count, bit for bit', () => {
    expect(mean([0.91, 0.92, 0.7])).toBe((0.91 + 0.92 + 0.7) / 3);
    expect(mean([3, 1, 4, 1, 5])).toBe(14 / 5);
  });

  test('of equal values is that value, although the plain sum rounds away from it', () => {
    expect((0.1 + 0.1 + 0.1) / 3).not.toBe(0.1);
    expect(mean([0.1, 0.1, 0.1])).toBe(0.1);
  });

  test('stays finite where the sum overflows', () => {
    expect(mean([1e308, 1e308, 1e308])).toBe(1e308);
    expect(mean([Number.MAX_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE, -Number.MAX_VALUE])).toBe(0);
    expect(mean([1.5e308, 0.5e308])).toBeCloseTo(1e308, -300);
  });

  test('lies between the smallest and the largest, however close they are', () => {
    const close = fc.integer({ min: 0, max: 3 }).map((step) => 0.1 * (1 + step * Number.EPSILON));
    const any = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(fc.oneof(close, any), { minLength: 1, maxLength: 40 }), (values) => {
        expect(mean(values)).toBeGreaterThanOrEqual(Math.min(...values));
        expect(mean(values)).toBeLessThanOrEqual(Math.max(...values));
      }),
      { seed: 21, numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.array(close, { minLength: 1, maxLength: 40 }), (values) => {
        expect(mean(values)).toBeGreaterThanOrEqual(Math.min(...values));
        expect(mean(values)).toBeLessThanOrEqual(Math.max(...values));
      }),
      { seed: 22, numRuns: 2000 },
    );
  });

  test('of a part of a ring is the mean of its values in order', () => {
    const ring = [0.1, 0.7, 1e-3, 42, -3.3];
    expect(ringMean(ring, 3, 4)).toBe(mean([42, -3.3, 0.1, 0.7]));
    expect(ringMean(ring, 0, 5)).toBe(mean(ring));
  });
});

describe('nextMean', () => {
  test('of the first value is the value, whatever came before', () => {
    expect(nextMean(123, 0.1, 1)).toBe(0.1);
  });

  test('agrees with the mean of the list', () => {
    const values = [2.5, -1, 7.25, 0, 3];
    let running = 0;
    values.forEach((value, index) => {
      running = nextMean(running, value, index + 1);
      expect(running).toBeCloseTo(mean(values.slice(0, index + 1)), 12);
    });
  });

  test('keeps a constant exactly and never overflows', () => {
    let constant = 0;
    for (let count = 1; count <= 1000; count += 1) constant = nextMean(constant, 0.1, count);
    expect(constant).toBe(0.1);
    expect(nextMean(Number.MAX_VALUE, -Number.MAX_VALUE, 2)).toBe(0);
  });
});

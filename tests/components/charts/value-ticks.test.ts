import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueAxis } from '@/components/charts/value-ticks';

const written = (low: number, high: number) => {
  const axis = valueAxis(low, high, 5);
  return axis.ticks.map(axis.format);
};

describe('valueAxis', () => {
  it('fits the data instead of starting at zero', () => {
    expect(written(0.641, 0.83)).toEqual(['0.60', '0.65', '0.70', '0.75', '0.80', '0.85']);
  });

  it('has no rounding errors in its ticks', () => {
    expect(valueAxis(0, 0.3, 3).ticks).toEqual([0, 0.1, 0.2, 0.3]);
  });

  it('puts a constant series in the middle', () => {
    const { domain } = valueAxis(3, 3, 5);
    expect(domain[0]).toBeLessThan(3);
    expect(domain[1]).toBeGreaterThan(3);
    expect(valueAxis(0, 0, 5).domain).toEqual([-1, 1]);
  });

  it('shortens large values in the same way on all ticks', () => {
    expect(written(9.97e11, 1.003e12)).toEqual(['0.996T', '0.998T', '1.000T', '1.002T', '1.004T']);
    expect(written(-58_000, -42_000)).toEqual(['−60k', '−55k', '−50k', '−45k', '−40k']);
  });

  it('keeps the digits that distinguish neighbours on a large value', () => {
    expect(new Set(written(1e12, 1e12 + 4)).size).toBe(5);
  });

  it('writes very small and very large values with an exponent', () => {
    expect(written(0, 4e-6)).toEqual(['0', '1e−6', '2e−6', '3e−6', '4e−6']);
    expect(written(0, 2e18)[1]).toBe('5.0e17');
  });

  it('never writes a minus before zero', () => {
    expect(written(-0.1, 0.1)).toContain('0.00');
    expect(written(-0.1, 0.1)).not.toContain('−0.00');
  });

  it('covers every value with a few ascending ticks that differ as text', () => {
    const value = fc.double({ min: -1e15, max: 1e15, noNaN: true });
    fc.assert(
      fc.property(value, value, (one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const { domain, ticks } = valueAxis(low, high, 5);
        const dust = (domain[1] - domain[0]) * 1e-6;
        expect(domain[0]).toBeLessThanOrEqual(low + dust);
        expect(domain[1]).toBeGreaterThanOrEqual(high - dust);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(8);
        expect(ticks.every((tick, index) => index === 0 || tick > (ticks[index - 1] ?? tick))).toBe(true);
      }),
      { seed: 11, numRuns: 500 },
    );
  });
});

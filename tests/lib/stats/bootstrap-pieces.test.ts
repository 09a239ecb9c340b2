import { describe, expect, test } from 'vitest';
import { fitAutoregression } from '@/lib/stats/autoregression';
import { blockLength } from '@/lib/stats/block-length';
import { hourOfDay, patternAt, seasonOf } from '@/lib/stats/daily-season';
import { poissonInterval } from '@/lib/stats/poisson-interval';
import { seededRandom } from '@/lib/stats/seeded-random';
import { smoothQuantile, smoothSample } from '@/lib/stats/smooth-quantile';
import { normals, seededNormal } from '../../contract/seeded-numbers';

const hourMs = 3_600_000;

function autoregressive(seed: number, count: number, coefficients: number[]): number[] {
  const next = seededNormal(seed);
  const values: number[] = [];
  for (let index = 0; index < count + 200; index += 1) {
    const expected = coefficients.reduce(
      (sum, coefficient, back) => sum + coefficient * (values[index - 1 - back] ?? 0),
      0,
    );
    values.push(expected + next());
  }
  return values.slice(200);
}

describe('seededRandom', () => {
  test('is the same for the same seed, another for another, and uniform', () => {
    const first = seededRandom('a');
    const draws = Array.from({ length: 20_000 }, first);
    const again = seededRandom('a');
    expect(draws.slice(0, 50)).toEqual(Array.from({ length: 50 }, again));
    expect(seededRandom('b')()).not.toBe(draws[0]);
    for (const bin of Array.from({ length: 10 }, (_, index) => index)) {
      const inside = draws.filter((draw) => Math.floor(draw * 10) === bin).length;
      // 2,000 expected, standard deviation 42.
      expect(Math.abs(inside - 2000)).toBeLessThan(200);
    }
  });
});

describe('fitAutoregression', () => {
  test('finds order and coefficients of a series that has them', () => {
    const { coefficients } = fitAutoregression(autoregressive(1, 4000, [0.5, -0.3]));
    expect(coefficients).toHaveLength(2);
    expect(coefficients[0]).toBeCloseTo(0.5, 1);
    expect(coefficients[1]).toBeCloseTo(-0.3, 1);
  });

  test('leaves white noise as it is', () => {
    const noise = normals(2, 1000);
    const fit = fitAutoregression(noise);
    expect(fit.coefficients).toEqual([]);
    expect(Array.from(fit.innovations)).toEqual(noise);
  });

  test('a constant and a short series have no memory', () => {
    expect(fitAutoregression(new Float64Array(100)).coefficients).toEqual([]);
    expect(fitAutoregression([1, -1, 2]).coefficients).toEqual([]);
  });
});

describe('blockLength', () => {
  test('is short for independent values and grows with memory', () => {
    const independent = blockLength(normals(3, 2000));
    const weak = blockLength(autoregressive(3, 2000, [0.5]));
    const strong = blockLength(autoregressive(3, 2000, [0.9]));
    expect(independent).toBeLessThan(5);
    expect(weak).toBeGreaterThan(independent);
    expect(strong).toBeGreaterThan(2 * weak);
  });

  test('of the AR(1) process with 0.5 is near its known optimum', () => {
    // (2 rho / (1 - rho^2))^(2/3) n^(1/3), as for the mean of an AR(1): 1.21 n^(1/3) = 15.3 at n = 2,000.
    const lengths = Array.from({ length: 20 }, (_, seed) => blockLength(autoregressive(seed, 2000, [0.5])));
    const mean = lengths.reduce((sum, length) => sum + length / lengths.length, 0);
    expect(mean).toBeGreaterThan(11);
    expect(mean).toBeLessThan(20);
  });

  test('a constant and a handful of values are drawn one by one', () => {
    expect(blockLength(new Float64Array(500))).toBe(1);
    expect(blockLength([1, 2, 3])).toBe(1);
  });
});

describe('poissonInterval', () => {
  // Garwood's table, as in Hahn and Meeker, "Statistical Intervals" (1991).
  test.each([
    [0, 0, 3.6889],
    [1, 0.0253, 5.5716],
    [10, 4.7954, 18.3904],
    [100, 81.364, 121.627],
  ])('of %d is from %d to %d', (count, lower, upper) => {
    const interval = poissonInterval(count);
    expect(interval.lower).toBeCloseTo(lower, 3);
    expect(interval.upper).toBeCloseTo(upper, 3);
  });
});

describe('smoothSample', () => {
  const shapeOf = (values: number[]) => smoothSample(values).upper.shape;

  test('gives heavy tails to heavy-tailed values and bounded ones to uniform values', () => {
    const uniform = seededRandom('tails');
    const heavy = Array.from({ length: 5000 }, () => (1 - uniform()) ** -0.4);
    const even = Array.from({ length: 5000 }, () => (uniform() < 0.5 ? -1 : 1) * uniform());
    expect(shapeOf(heavy)).toBeGreaterThan(0.25);
    expect(shapeOf(even)).toBeLessThan(-0.35);
  });

  test('draws reach beyond the sample, with its mean and spread', () => {
    const values = normals(5, 400);
    const sample = smoothSample(values);
    const uniform = seededRandom('draws');
    const draws = Array.from({ length: 40_000 }, () => smoothQuantile(sample, uniform() * 400));
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
    const spread = Math.sqrt(draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length);
    expect(Math.max(...draws)).toBeGreaterThan(Math.max(...values));
    expect(mean).toBeCloseTo(
      values.reduce((sum, value) => sum + value / 400, 0),
      1,
    );
    expect(spread).toBeCloseTo(1, 1);
  });

  test('a small sample is not extended', () => {
    const sample = smoothSample([3, 1, 2]);
    expect(smoothQuantile(sample, 0)).toBe(1);
    expect(smoothQuantile(sample, 2.999)).toBe(3);
  });
});

describe('seasonOf', () => {
  const times = (count: number, stepMs: number) =>
    Array.from({ length: count }, (_, index) => index * stepMs);

  test('finds a daily pattern and gives its value at any time', () => {
    const tsMs = times(2000, 300_000);
    const noise = normals(6, 2000, 50);
    const pattern = seasonOf(
      tsMs.map((ts, index) => 3 * Math.sin((2 * Math.PI * ts) / 86_400_000) + (noise[index] ?? 0)),
      tsMs,
    );
    expect(pattern?.cycleMs).toBe(86_400_000);
    for (const hour of [0, 3.5, 6, 11.25, 18, 23.9]) {
      const expected = 3 * Math.sin((2 * Math.PI * hour) / 24);
      expect(
        Math.abs(patternAt(pattern as NonNullable<typeof pattern>, hour * hourMs) - expected),
      ).toBeLessThan(0.5);
    }
  });

  test('finds a weekly pattern where the days differ', () => {
    const tsMs = times(24 * 35, hourMs);
    const noise = normals(7, tsMs.length);
    const isWeekend = (ts: number) => [0, 6].includes(new Date(ts).getUTCDay());
    const pattern = seasonOf(
      tsMs.map((ts, index) => (isWeekend(ts) ? -4 : 0) + (noise[index] ?? 0)),
      tsMs,
    );
    expect(pattern?.cycleMs).toBe(7 * 86_400_000);
  });

  test('sees none in noise, even where neighbours correlate', () => {
    let seen = 0;
    for (let seed = 0; seed < 100; seed += 1) {
      if (seasonOf(autoregressive(seed, 1000, [0.7]), times(1000, hourMs)) !== null) seen += 1;
    }
    expect(seen).toBeLessThanOrEqual(2);
  });

  test('hours are those of the day in UTC', () => {
    expect(hourOfDay(Date.UTC(2030, 5, 7, 13, 59))).toBe(13);
    expect(hourOfDay(-1)).toBe(23);
  });
});

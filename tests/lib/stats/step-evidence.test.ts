import { describe, expect, test } from 'vitest';
import { stepEvidence } from '@/lib/stats/step-evidence';
import { normals } from '../../contract/seeded-numbers';

const nothing = { count: 0, mean: 0 };
const seeds = Array.from({ length: 20 }, (_, seed) => seed);
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** An AR(1) series of standard deviation 1. */
function autoregression(seed: number, count: number, decay: number): Float64Array {
  const noise = normals(seed, count);
  const values = new Float64Array(count);
  let last = noise[0] as number;
  for (let index = 0; index < count; index += 1) {
    if (index > 0) last = decay * last + Math.sqrt(1 - decay * decay) * (noise[index] as number);
    values[index] = last;
  }
  return values;
}

const evidenceOf = (values: Float64Array, size: number, prior = 0.02) =>
  stepEvidence(values, values.length, size, nothing, prior);

/** Twice the log likelihood ratio of two means against one, of independent normal values. */
function ratioOfIndependent(values: Float64Array, size: number): number {
  const squaresOf = (part: Float64Array) => {
    const middle = mean([...part]);
    return part.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  };
  const split = values.length - size;
  const apart = squaresOf(values.subarray(0, split)) + squaresOf(values.subarray(split));
  return (values.length - 1) * Math.log(squaresOf(values) / apart);
}

describe('evidence for a step', () => {
  test('is the likelihood ratio of two means where memory is ruled out beforehand', () => {
    const values = Float64Array.from(normals(1, 100), (noise, index) => noise + (index >= 70 ? 1 : 0));
    expect(evidenceOf(values, 30, 1e-300).squared).toBeCloseTo(ratioOfIndependent(values, 30), 6);
  });

  test('of 1.5 sd in independent noise loses less than half of it to memory that could be', () => {
    const shares = seeds.map((seed) => {
      const values = Float64Array.from(
        normals(seed, 160),
        (noise, index) => noise + (index >= 120 ? 1.5 : 0),
      );
      return evidenceOf(values, 40).squared / ratioOfIndependent(values, 40);
    });
    expect(mean(shares)).toBeGreaterThan(0.5);
  });

  test.each([0.9, 0.98])('is small at any split of a series that remembers by %f', (decay) => {
    const largest = seeds.map((seed) => {
      const values = autoregression(seed, 600, decay);
      return Math.max(...[20, 60, 150, 300].map((size) => evidenceOf(values, size).squared));
    });
    expect(mean(largest)).toBeLessThan(8);
  });

  test('uses the mean of what is older', () => {
    const values = Float64Array.from(normals(3, 40), (noise) => noise + 3);
    const { squared } = stepEvidence(values, 40, 40, { count: 400, mean: 0 }, 0.02);
    expect(squared).toBeGreaterThan(15);
  });

  test('is 0 for a constant', () => {
    expect(evidenceOf(new Float64Array(50).fill(2), 20).squared).toBeCloseTo(0, 6);
  });
});

describe('whether there is a level', () => {
  test('a random walk has none, independent values and an AR(1) of 0.7 have one', () => {
    const walkOf = (seed: number) => {
      let level = 0;
      return Float64Array.from(normals(seed, 400), (noise) => {
        level += noise;
        return level / 10;
      });
    };
    const shares = (make: (seed: number) => Float64Array) =>
      mean(seeds.map((seed) => evidenceOf(make(seed), 100).wandering));
    expect(shares(walkOf)).toBeGreaterThan(0.7);
    expect(shares((seed) => Float64Array.from(normals(seed, 400)))).toBeLessThan(0.01);
    expect(shares((seed) => autoregression(seed, 400, 0.7))).toBeLessThan(0.01);
  });
});

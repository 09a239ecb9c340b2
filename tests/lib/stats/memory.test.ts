import { describe, expect, test } from 'vitest';
import { differenceVariance, fitMemory, longRunFactor, type Memory, variogramLags } from '@/lib/stats/memory';

const memoryOf = (white: number, slow: number, decay: number): Memory => ({ white, slow, decay, weight: 1 });

/** Variance of the difference of two means, from the covariance of every pair of values. */
function bruteForce({ white, slow, decay }: Memory, size: number, before: number): number {
  const weights = Array.from({ length: before + size }, (_, index) =>
    index < before ? -1 / before : 1 / size,
  );
  let sum = 0;
  for (const [one, left] of weights.entries())
    for (const [other, right] of weights.entries()) {
      const distance = Math.abs(one - other);
      sum += left * right * (slow * decay ** distance + (distance === 0 ? white : 0));
    }
  return sum;
}

/** The variogram that a memory has in theory. */
const variogramOf = ({ white, slow, decay }: Memory) =>
  variogramLags.map((lag) => white + slow * (1 - decay ** lag));

const meanFactor = (memories: Memory[]) =>
  memories.reduce((sum, memory) => sum + memory.weight * longRunFactor(memory), 0);

describe('variance of the difference of two means', () => {
  test.each([
    [1, 0, 0],
    [0, 1, 0.5],
    [0, 2, 0.9],
    [0.3, 0.7, 0.975],
    [5, 0.1, 0.99],
  ])('is the sum of all covariances: white %f, slow %f, decay %f', (white, slow, decay) => {
    const memory = memoryOf(white, slow, decay);
    for (const [size, before] of [
      [1, 1],
      [8, 12],
      [45, 200],
      [200, 30],
    ] as const) {
      const expected = bruteForce(memory, size, before);
      expect(differenceVariance(memory, size, before) / expected).toBeCloseTo(1, 9);
    }
  });

  test('of independent values is the textbook one', () => {
    expect(differenceVariance(memoryOf(4, 0, 0), 10, 40)).toBeCloseTo(0.5, 12);
  });
});

test('a series knows as much of its level as its long-run variance says', () => {
  expect(longRunFactor(memoryOf(3, 0, 0))).toBeCloseTo(1, 12);
  expect(longRunFactor(memoryOf(0, 2, 0.9))).toBeCloseTo(19, 9);
  // Half of the variance is white.
  expect(longRunFactor(memoryOf(1, 1, 0.5))).toBeCloseTo(2, 9);
});

describe('fits', () => {
  test('independent noise as independent noise', () => {
    for (const count of [100, 640]) {
      const [first, ...others] = fitMemory(variogramOf(memoryOf(1, 0, 0)), count) as [Memory];
      expect(first.slow).toBe(0);
      expect(first.white).toBeCloseTo(1, 9);
      expect(first.weight).toBeGreaterThan(0.5);
      expect(meanFactor([first, ...others])).toBeLessThan(1.1);
    }
  });

  test.each([0.55, 0.75, 0.87, 0.94])('AR(1) of %f as one', (decay) => {
    const memories = fitMemory(variogramOf(memoryOf(0, 1, decay)), 640, 0);
    const factor = (1 + decay) / (1 - decay);
    expect(meanFactor(memories) / factor).toBeGreaterThan(0.8);
    expect(meanFactor(memories) / factor).toBeLessThan(1.25);
    expect((memories[0] as Memory).weight).toBeLessThan(1e-3);
  });

  test('noise on top of a slow process as both', () => {
    const memories = fitMemory(variogramOf(memoryOf(0.5, 0.5, 0.94)), 640, 0);
    const likeliest = memories.reduce((best, memory) => (memory.weight > best.weight ? memory : best));
    expect(likeliest.decay).toBe(0.94);
    expect(likeliest.white).toBeCloseTo(0.5, 2);
    expect(likeliest.slow).toBeCloseTo(0.5, 2);
  });

  test('and shares its belief among all that could be', () => {
    for (const count of [12, 60, 640])
      for (const memory of [memoryOf(1, 0, 0), memoryOf(0, 1, 0.9)]) {
        const memories = fitMemory(variogramOf(memory).slice(0, 4), count);
        expect(memories.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 3);
        for (const { white, slow } of memories) {
          expect(white).toBeGreaterThanOrEqual(0);
          expect(slow).toBeGreaterThanOrEqual(0);
        }
      }
  });

  test('with a discount makes a slow part smaller, and more so in a short series', () => {
    const variogram = variogramOf(memoryOf(0, 1, 0.75));
    const factor = (count: number, discount: number) => meanFactor(fitMemory(variogram, count, discount));
    expect(factor(640, 2)).toBeLessThan(factor(640, 0));
    expect(factor(60, 2)).toBeLessThan(factor(640, 2));
  });
});

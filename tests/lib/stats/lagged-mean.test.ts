import { describe, expect, test } from 'vitest';
import { addLagged, createLaggedMean, laggedMean } from '@/lib/stats/lagged-mean';
import { normals } from '../../contract/seeded-numbers';

describe('is the mean of the window a lag ago, as taken from the whole series', () => {
  test.each([
    [1, 1],
    [1, 4],
    [5, 1],
    [3, 7],
    [7, 3],
  ])('lag %i, window %i', (lag, window) => {
    const series = normals(3, 60);
    const lagged = createLaggedMean(lag, window);
    series.forEach((value, now) => {
      const to = now - lag + 1;
      const part = series.slice(Math.max(0, to - window), Math.max(0, to));
      const expected = part.reduce((sum, single) => sum + single, 0) / window;
      if (part.length < window) expect(laggedMean(lagged)).toBeNull();
      else expect(laggedMean(lagged)).toBeCloseTo(expected, 12);
      addLagged(lagged, value);
    });
    expect(lagged.values).toHaveLength(lag + window - 1);
  });
});

test('equal values are their own mean, also the largest there is', () => {
  for (const value of [0.1, 1e15 + 0.3, Number.MAX_VALUE]) {
    const lagged = createLaggedMean(2, 3);
    for (let step = 0; step < 9; step += 1) addLagged(lagged, value);
    expect(laggedMean(lagged)).toBe(value);
  }
});

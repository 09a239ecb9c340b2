import { describe, expect, test } from 'vitest';
import { seededRandom } from '@/lib/stats/seeded-random';
import { segmentSeries } from '@/lib/stats/segment-series';
import { normals } from '../../contract/seeded-numbers';
import { autoregressive, between, seeds } from './segment-input';

// Below 300 points an autocorrelation of 0.7 looks like changes more often: up to a quarter may be cut.
describe('calm noise, 20 seeds of 120 points', () => {
  test.each([
    [0, 18, 26],
    [0.3, 18, 26],
    [0.5, 18, 26],
    [0.7, 15, 35],
  ])('AR(1) of %d: at least %i are one segment, all together have at most %i', (correlation, least, most) => {
    const counts = seeds.map((seed) => segmentSeries(autoregressive(seed, 120, correlation)).starts.length);
    expect(counts.filter((count) => count === 1).length).toBeGreaterThanOrEqual(least);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(most);
  });
});

/** How many of 10 calm series are cut. */
function cutSeries(calm: (seed: number) => number[]): number {
  return seeds.slice(0, 10).filter((seed) => segmentSeries(calm(seed)).starts.length > 1).length;
}

describe('calm series, 10 seeds', () => {
  test.each([0.005, 0.02, 0.1])('0/1 events of rate %d are cut at most once', (rate) => {
    const events = (seed: number) => {
      const random = seededRandom(`events-${seed}`);
      return between(200, () => (random() < rate ? 1 : 0));
    };
    expect(cutSeries(events)).toBeLessThanOrEqual(1);
  });

  test.each([0.5, 1, 1.5])('log-normal values with a log of sd %d are cut at most once', (spread) => {
    expect(
      cutSeries((seed) => normals(seed, 120).map((noise) => Math.exp(spread * noise))),
    ).toBeLessThanOrEqual(1);
  });

  test.each([0.7, 0.9])('AR(1) of %d, 300 points, is cut at most once', (correlation) => {
    expect(cutSeries((seed) => autoregressive(seed, 300, correlation))).toBeLessThanOrEqual(1);
  });

  // Of 30 others of 300 to 400 points 3 are cut.
  test('random walks of 300 points are still cut in 2 of 10 series, one more than other calm series may', () => {
    const walk = (seed: number) => {
      let sum = 0;
      return normals(seed, 300).map((step) => (sum += step));
    };
    expect(cutSeries(walk)).toBe(2);
  });

  test('a daily season is cut at most once', () => {
    const season = (seed: number) =>
      normals(seed, 720).map((noise, index) => noise + 3 * Math.sin((Math.PI * index) / 12));
    expect(cutSeries(season)).toBeLessThanOrEqual(1);
  });
});

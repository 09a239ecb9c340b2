import { describe, expect, test } from 'vitest';
import { normals } from '../../../contract/seeded-numbers';
import { hourMs, runAuto, shareFound } from './run-auto';

const seeds = Array.from({ length: 10 }, (_, seed) => seed);
const count = 3000;
const alarmsIn = (make: (noise: number[]) => number[]) =>
  seeds.reduce((sum, seed) => sum + runAuto(make(normals(seed, count)), hourMs).found.length, 0);

describe('what wanders without a change', () => {
  // 30,000 points: 3 false alarms are promised, and several times as many came while memory was measured on
  // both sides of a split only.
  test('the mean of the last 50 values alarms at most 5 times', () => {
    const alarms = alarmsIn((noise) =>
      noise.map((_, index) => {
        const last = noise.slice(Math.max(0, index - 49), index + 1);
        return last.reduce((sum, value) => sum + value, 0) / 50;
      }),
    );
    expect(alarms).toBeLessThanOrEqual(5);
  });

  test('noise that comes in clusters alarms at most 5 times', () => {
    const alarms = alarmsIn((noise) => {
      let variance = 1;
      let last = 0;
      return noise.map((one) => {
        variance = 0.05 + 0.1 * last * last + 0.85 * variance;
        last = Math.sqrt(variance) * one;
        return last;
      });
    });
    expect(alarms).toBeLessThanOrEqual(5);
  });

  test('a random walk alarms at most once in 2,000 points and is said to be unstable', () => {
    const runs = seeds.map((seed) => {
      let level = 0;
      return runAuto(
        normals(seed, count).map((noise) => {
          level += noise;
          return level;
        }),
        hourMs,
      );
    });
    expect(runs.reduce((sum, { found }) => sum + found.length, 0)).toBeLessThanOrEqual(15);
    const unstable = runs.filter(({ readings }) => readings.some(({ level }) => level === 'unstable'));
    expect(unstable.length).toBeGreaterThanOrEqual(6);
  });
});

test('independent noise that doubles after 400 values is a change of the spread, not a cluster', () => {
  const runs = seeds.map((seed) =>
    runAuto([...normals(seed, 400), ...normals(seed + 50, 200, 0, 2)], hourMs),
  );
  expect(shareFound(runs, 400, 600)).toBe(1);
});

import { expect, test } from 'vitest';
import { seededUniform } from '../../../contract/seeded-numbers';
import { runAuto, shareFound } from './run-auto';

const stepMs = 300_000;
const seeds = Array.from({ length: 40 }, (_, seed) => seed);

function errorsOf(uniform: () => number, count: number, rate: number): number[] {
  return Array.from({ length: count }, () => (uniform() < rate ? 1 : 0));
}

test.each([50, 100, 200, 400])('a second jump %i points after the alarm is an alarm of its own', (gap) => {
  let isReported = 0;
  let foundAgain = 0;
  for (const seed of seeds) {
    const uniform = seededUniform(seed);
    const first = [...errorsOf(uniform, 2000, 0.05), ...errorsOf(uniform, 600, 0.2)];
    const alarm = runAuto(first, stepMs).found.find((index) => index >= 2000);
    if (alarm === undefined) continue;
    isReported += 1;
    const jump = alarm + gap;
    const values = [
      ...first.slice(0, alarm + 1),
      ...errorsOf(uniform, gap - 1, 0.2),
      ...errorsOf(uniform, 100, 0.95),
    ];
    if (runAuto(values, stepMs).found.some((index) => index >= jump)) foundAgain += 1;
  }
  expect(isReported).toBeGreaterThan(35);
  // The promise for changes of any kind is 0.85.
  expect(foundAgain / isReported).toBeGreaterThan(0.85);
});

test('a rate that rises for 800 points is one change, however late its end shows', () => {
  const rateAt = (index: number) => 0.1 + 0.2 * Math.min(1, Math.max(0, (index - 2000) / 800));
  const again = seeds.filter((seed) => {
    const uniform = seededUniform(seed);
    const values = Array.from({ length: 4500 }, (_, index) => (uniform() < rateAt(index) ? 1 : 0));
    return runAuto(values, stepMs).found.filter((index) => index >= 2000).length !== 1;
  });
  // One more alarm, or none, in one series of seven.
  expect(again.length).toBeLessThanOrEqual(6);
});

test('a steady rate stays within the budget', () => {
  const runs = [0.02, 0.1, 0.5].flatMap((rate) =>
    seeds.slice(0, 8).map((seed) => runAuto(errorsOf(seededUniform(seed), 4000, rate), stepMs)),
  );
  // 96,000 points at one in 10,000, and a factor of 1.5.
  expect(runs.reduce((sum, { found }) => sum + found.length, 0)).toBeLessThanOrEqual(14);
});

test('errors that cease are a change as well', () => {
  const runs = seeds.slice(0, 10).map((seed) => {
    const uniform = seededUniform(seed);
    return runAuto([...errorsOf(uniform, 1000, 0.4), ...errorsOf(uniform, 300, 0.05)], stepMs);
  });
  expect(shareFound(runs, 1000, 1100)).toBe(1);
});

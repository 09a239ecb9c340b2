import { expect, test } from 'vitest';
import { describeSilence, isSilent, usualIntervalMs } from '@/lib/policy/silence';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

test.each([
  ['a minute apart, an hour old', minute, hour, false],
  ['a minute apart, older than an hour', minute, hour + 1, true],
  ['an hour apart, six hours old', hour, 6 * hour, false],
  ['an hour apart, older than six hours', hour, 6 * hour + 1, true],
  ['a single point, a day old', null, day, false],
  ['a single point, older than a day', null, day + 1, true],
])('points %s', (_, intervalMs, age, expected) => {
  expect(isSilent(10 * day, intervalMs, 10 * day + age)).toBe(expected);
});

test('the usual interval is the same in any order, and a hole does not move it', () => {
  expect(usualIntervalMs([0, 1, 2, 3, 100])).toBe(1);
  expect(usualIntervalMs([100, 3, 2, 1, 0])).toBe(1);
  expect(usualIntervalMs([0, 1, 4])).toBe(1);
  expect(usualIntervalMs([0, 4])).toBe(4);
  expect(usualIntervalMs([5])).toBeNull();
});

test('where points come in bursts, it is the time between bursts', () => {
  const pairs = Array.from({ length: 10 }, (_, burst) => [burst * hour, burst * hour + 1000]).flat();
  expect(usualIntervalMs(pairs)).toBe(hour - 1000);
  const batches = Array.from({ length: 3 }, (_, day) =>
    [0, 1, 2, 3, 4, 5, 6].map((at) => 6 * day * hour + at),
  );
  expect(usualIntervalMs(batches.flat())).toBe(6 * hour - 6);
});

test('the reason says for how long, and what is usual', () => {
  expect(describeSilence(0, 5 * minute, 26 * hour)).toBe(
    'No data for 26 h; points usually arrive every 5 min.',
  );
  expect(describeSilence(0, null, 3 * day)).toBe('No data for 3 d.');
  expect(describeSilence(0, null, 10_219 * day)).toBe('No data for 28 years.');
});

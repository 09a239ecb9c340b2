import { describe, expect, test } from 'vitest';
import { localTimeMs } from '@/lib/stats/local-time';
import { normals } from '../../../contract/seeded-numbers';
import { dayMs, hourMs, mondayMs, runAuto, shareFound } from './run-auto';

const seeds = Array.from({ length: 10 }, (_, seed) => seed);
const dayCurve = (hour: number) => 4 * Math.sin((2 * Math.PI * hour) / 24);

/** Hourly values of a daily season, from a Monday. */
const hourly = (seed: number, days: number, level: (day: number) => number) =>
  normals(seed, 24 * days).map((noise, hour) => 90 + noise + dayCurve(hour) + level(hour / 24));

test('a first weekend that falls is not reported, nor is the Monday after it', () => {
  const runs = seeds.map((seed) =>
    runAuto(
      hourly(seed, 10, (day) => (day >= 5 && day < 7 ? -6 : 0)),
      hourMs,
    ),
  );
  expect(shareFound(runs, 0, 240)).toBe(0);
});

test('a fall on a Tuesday of the first or second week is reported within a day', () => {
  for (const day of [8, 15]) {
    const runs = seeds.map((seed) =>
      runAuto(
        hourly(seed, day + 2, (at) => (at >= day ? -6 : 0)),
        hourMs,
      ),
    );
    expect(shareFound(runs, 0, 24 * day)).toBe(0);
    expect(shareFound(runs, 24 * day, 24 * day + 24)).toBe(1);
  }
});

describe.each([
  ['Europe/Berlin', Date.UTC(2025, 2, 30)],
  ['Europe/Berlin', Date.UTC(2025, 9, 26)],
  ['America/New_York', Date.UTC(2025, 2, 9)],
  ['America/New_York', Date.UTC(2025, 10, 2)],
])('clocks of %s that change after %i', (zone, changeMs) => {
  const startMs = changeMs - 24 * dayMs;
  const values = (seed: number) =>
    normals(seed, 24 * 40).map((noise, index) => {
      const local = localTimeMs(zone, startMs + index * hourMs);
      return 50 + noise + 3 * dayCurve((local % dayMs) / hourMs);
    });

  test('do not alarm where the zone is known', () => {
    for (const seed of seeds)
      expect(runAuto(values(seed), hourMs, { startMs, timeZone: zone }).found).toEqual([]);
  });
});

test('the days of this file begin on a Monday', () => {
  expect(new Date(mondayMs).getUTCDay()).toBe(1);
});

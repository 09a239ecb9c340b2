import { expect, test } from 'vitest';
import { type RollUpPoint, rollUp } from '@/lib/db/roll-up';

const minute = 60_000;
const noon = Date.UTC(2026, 0, 31, 12);
const point = (tsMs: number, value: number, rest: Partial<RollUpPoint> = {}): RollUpPoint => ({
  seriesId: 1,
  tsMs,
  value,
  late: false,
  ...rest,
});

test('no points give no rows', () => {
  expect(rollUp([], [300, 3600])).toEqual([]);
});

test('one point gives one row of every step, aligned to UTC', () => {
  const rows = rollUp([point(noon + 7 * minute, 3)], [300, 3600, 86_400]);
  const same = {
    seriesId: 1,
    count: 1,
    lateCount: 0,
    sum: 3,
    min: 3,
    max: 3,
    last: 3,
    lastMs: noon + 7 * minute,
  };
  expect(rows).toEqual([
    { ...same, stepSeconds: 300, bucketMs: noon + 5 * minute },
    { ...same, stepSeconds: 3600, bucketMs: noon },
    { ...same, stepSeconds: 86_400, bucketMs: Date.UTC(2026, 0, 31) },
  ]);
});

test('points of a bucket in any order give count, late count, sum, extremes and the newest value', () => {
  const points = [
    point(noon + 2 * minute, 5),
    point(noon + 4 * minute, -1),
    point(noon, 9),
    point(noon + minute, 2, { late: true }),
  ];
  expect(rollUp(points, [300])).toEqual([
    {
      seriesId: 1,
      stepSeconds: 300,
      bucketMs: noon,
      count: 4,
      lateCount: 1,
      sum: 15,
      min: -1,
      max: 9,
      last: -1,
      lastMs: noon + 4 * minute,
    },
  ]);
});

test('a point on a boundary belongs to the bucket that starts there', () => {
  const rows = rollUp([point(noon - 1, 1), point(noon, 2)], [3600]);
  expect(rows.map(({ bucketMs, last }) => [bucketMs, last])).toEqual([
    [noon - 60 * minute, 1],
    [noon, 2],
  ]);
});

test('series are kept apart', () => {
  const rows = rollUp([point(noon, 1), point(noon, 2, { seriesId: 2 })], [86_400]);
  expect(rows.map(({ seriesId, sum, count }) => [seriesId, sum, count])).toEqual([
    [1, 1, 1],
    [2, 2, 1],
  ]);
});

test('the sum of huge values stays finite while their extremes stay exact', () => {
  const [row] = rollUp([point(noon, 1.7e308), point(noon + 1, 1.7e308)], [300]);
  expect(row).toMatchObject({ sum: 2e298, min: 1.7e308, max: 1.7e308, last: 1.7e308 });
});

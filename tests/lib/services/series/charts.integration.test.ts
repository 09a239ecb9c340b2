import { beforeEach, describe, expect, test } from 'vitest';
import { database } from '@/lib/db/client';
import { type PackedReadings, packReading } from '@/lib/db/packed-readings';
import { insertReadings } from '@/lib/db/sql/reading-chunks';
import { recomputeRollups } from '@/lib/db/sql/rollups';
import { prismaRunner } from '@/lib/db/sql-runner';
import { operator } from '@/lib/services/call';
import { getPoints } from '@/lib/services/series/get-points';
import { getReadings } from '@/lib/services/series/get-readings';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';

withTestDatabase();
beforeEach(emptyDatabase);

const begin = Date.UTC(2026, 0, 1, 7, 31);
const minute = 60_000;
const day = 1440 * minute;
const count = 20_000;
/** A wave with one spike that no bucket may lose. */
const valueAt = (index: number) => (index === 12_345 ? 1e6 : Math.round(1000 * Math.sin(index / 500)));
const sql = () => prismaRunner(database());

/** Creates a series with a point per minute for two weeks, with its rollups. */
async function seed() {
  await sql()(`INSERT INTO models (id) VALUES ('m')`, []);
  await sql()(`INSERT INTO metrics (name, direction) VALUES ('accuracy', 'higher_is_better')`, []);
  await sql()(
    `INSERT INTO series (model_id, metric, labels, labels_key, first_ts, last_ts, rolled_up_to, point_count)
     SELECT 'm', 'accuracy', '{}', '{}', to_timestamp($1::float8 / 1000), last, last, $3::int
     FROM to_timestamp($2::float8 / 1000) AS last`,
    [begin, begin + (count - 1) * minute, count],
  );
  const indices = Array.from({ length: count }, (_, index) => index);
  await sql()(
    `INSERT INTO points (series_id, ts, value, received_at, late) SELECT 1, to_timestamp(ts / 1000), value, now(), n % 100 = 1
     FROM unnest($1::float8[], $2::float8[]) WITH ORDINALITY AS point(ts, value, n)`,
    [indices.map((index) => begin + index * minute), indices.map(valueAt)],
  );
  const days = Array.from({ length: 15 }, (_, index) => ({ seriesId: 1, tsMs: begin + index * day }));
  const grid = indices
    .filter((index) => index % 4 === 0 || index === count - 1)
    .map((index) => begin + index * minute);
  await recomputeRollups(sql(), [...grid.map((tsMs) => ({ seriesId: 1, tsMs })), ...days]);
}

interface Query {
  from?: number;
  to?: number;
  buckets?: number;
}

const points = (query: Query) =>
  getPoints({ actor: operator, input: { seriesId: '1', query: { buckets: 500, ...query } } });

/** Deletes the points before a time, as retention does. */
const forget = (beforeMs: number) =>
  sql()('DELETE FROM points WHERE ts < to_timestamp($1::float8 / 1000)', [beforeMs]);

describe('a chart', () => {
  beforeEach(seed);

  test.each<[string, Query]>([
    ['all of it', {}],
    ['a stretch inside', { from: begin + 100.5 * minute, to: begin + 12_400 * minute }],
    ['a stretch, coarsely', { from: begin + 3 * minute, to: begin + 19_000 * minute, buckets: 9 }],
    ['a few hours', { from: begin + 12_000 * minute, to: begin + 12_800 * minute }],
  ])('of %s contains every point once, with extremes, late points and last values', async (_, query) => {
    const inside = Array.from({ length: count }, (_, index) => index).filter(
      (index) =>
        begin + index * minute >= (query.from ?? 0) && begin + index * minute <= (query.to ?? 8.64e15),
    );
    const { items, total, step_ms } = await points(query);
    const sum = (pick: (item: (typeof items)[number]) => number) =>
      items.reduce((all, item) => all + pick(item), 0);
    expect(items.length).toBeLessThanOrEqual(query.buckets ?? 500);
    expect(items.length).toBeGreaterThan((query.buckets ?? 500) / 2);
    expect(step_ms).toBeGreaterThan(0);
    expect([total, sum((item) => item.count)]).toEqual([inside.length, inside.length]);
    expect(sum((item) => item.late)).toBe(inside.filter((index) => index % 100 === 0).length);
    expect(Math.max(...items.map((item) => item.max))).toBe(1e6);
    expect(sum((item) => item.mean * item.count)).toBeCloseTo(
      inside.reduce((all, index) => all + valueAt(index), 0),
      3,
    );
    expect(items.at(-1)?.last).toBe(valueAt(inside.at(-1) ?? 0));
    expect(items.map((item) => item.ts)).toEqual(items.map((item) => item.ts).toSorted());
    expect(Date.parse(items[0]?.ts ?? '')).toBeGreaterThanOrEqual(query.from ?? begin);
  });

  test('shows what rollups still contain after the points have been deleted', async () => {
    await forget(begin + 10 * day);
    const all = await points({});
    expect(all.total).toBe(count);
    const old = await points({ from: begin + day, to: begin + day + 60 * minute });
    expect(old.step_ms).toBe(300_000);
    expect(old.items.length).toBeGreaterThan(11);
    const young = await points({ from: begin + 11 * day, to: begin + 11 * day + 60 * minute });
    expect([young.step_ms, young.total]).toEqual([null, 61]);
  });

  const timesOf = (readings: { ts: string }[]) => readings.map(({ ts }) => (Date.parse(ts) - begin) / minute);
  const drifts = [9, 17_345, 17_346, 19_999];

  /**
   * Creates a reading for each point: a wave with a peak that is not an alarm, by one of several detectors.
   */
  async function seedReadings(detectors: number) {
    await sql()(
      `INSERT INTO detectors (id, name, model_pattern, metric_pattern, method, params, updated_at)
       SELECT n::text::uuid, n, '*', '*', 'ewma', '{}', now() FROM unnest($1::text[]) AS n`,
      [Array.from({ length: detectors }, (_, index) => `00000000-0000-7000-8000-00000000000${index}`)],
    );
    await sql()(
      `INSERT INTO detector_runs (detector_id, series_id, revision, state)
       SELECT id, 1, 1, '{}' FROM detectors ORDER BY id`,
      [],
    );
    const readings: PackedReadings = [];
    const special = new Map([
      [5432, 4],
      [17_346, 7],
      [11, null],
    ]);
    for (let n = 0; n < count; n += 1) {
      const level = drifts.includes(n) ? 'drift' : n > 10_000 && n % 1000 === 7 ? 'warning' : 'stable';
      const statistic = special.get(n);
      packReading(readings, begin + n * minute, {
        statistic: statistic === undefined ? n % 3 : statistic,
        threshold: 5,
        level,
      });
    }
    await Promise.all(insertReadings(sql(), 1, readings));
  }
  const readingsOf = async (query: Query) => {
    const input = { seriesId: '1', query: { buckets: 100, ...query } };
    const { items } = await getReadings({ actor: operator, input });
    return items.find((item) => item.readings.length > 0)?.readings ?? [];
  };

  test('keeps every alarm and every peak of the readings', async () => {
    await seedReadings(1);
    const all = await readingsOf({});
    expect(all.length).toBeLessThanOrEqual(100);
    expect(all.length).toBeGreaterThan(90);
    // Of two alarms in one bucket, the one with the higher statistic.
    expect(timesOf(all.filter(({ level }) => level === 'drift'))).toEqual([9, 17_346, 19_999]);
    expect(all.filter(({ level }) => level === 'warning')).toHaveLength(10);
    expect(all.filter(({ statistic }) => statistic === 4)).toEqual([
      { ts: new Date(begin + 5432 * minute).toISOString(), statistic: 4, threshold: 5, level: 'stable' },
    ]);
    const few = await readingsOf({ from: begin + 9 * minute, to: begin + 11 * minute });
    expect(few.map(({ statistic, level }) => [statistic, level])).toEqual([
      [0, 'drift'],
      [1, 'stable'],
      [null, 'stable'],
    ]);
    const unknown = await readingsOf({ from: begin + 11 * minute, to: begin + 11.5 * minute, buckets: 1 });
    expect(unknown.map(({ statistic }) => statistic)).toEqual([null]);
  });

  test('keeps every alarm and peak if there are too many readings to look at each', async () => {
    await seedReadings(6);
    const all = await readingsOf({});
    // Nine chunks of a thousand readings without an alarm, and 55 buckets.
    expect(all).toHaveLength(9 + 55);
    expect(timesOf(all.filter(({ level }) => level === 'drift'))).toEqual([9, 17_346, 19_999]);
    expect(timesOf(all.filter(({ level }) => level === 'warning'))).toEqual(
      Array.from({ length: 10 }, (_, index) => 10_007 + index * 1000),
    );
    expect(timesOf(all.filter(({ statistic }) => statistic === 4))).toEqual([5432]);
    const part = await readingsOf({ from: begin + 100 * minute, to: begin + 17_345 * minute });
    expect(timesOf(part.filter(({ level }) => level === 'drift'))).toEqual([17_345]);
  });
});

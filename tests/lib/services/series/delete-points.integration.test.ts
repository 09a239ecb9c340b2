import { beforeEach, describe, expect, test, vi } from 'vitest';
import { database } from '@/lib/db/client';
import { operator, system } from '@/lib/services/call';
import { createDetector } from '@/lib/services/detectors/create-detector';
import { applyRetention } from '@/lib/services/retention/apply-retention';
import { deletePoints } from '@/lib/services/series/delete-points';
import { finishDeletions } from '@/lib/services/series/finish-deletions';
import { normals } from '../../../contract/seeded-numbers';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';
import { openPipeline, whatIsStored } from '../../../helpers/ingest';
import { rollupsAndTails } from '../../../helpers/tails';

vi.setConfig({ testTimeout: 120_000 });
withTestDatabase();
beforeEach(emptyDatabase);

const start = Date.parse('2026-01-01T00:00:00Z');
const minute = 60_000;
const timeOf = (index: number) => start + index * minute;
/** Sums of these are exact in any order. */
const values = normals(7, 13_000, 0.9, 0.01).map((value) => Math.round(value * 4096) / 4096);
const point = (index: number) => ({
  model_id: 'a',
  metric: 'accuracy',
  value: values[index] as number,
  ts: timeOf(index),
});
const points = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => point(from + at));

const watch = async () => {
  await createDetector({
    actor: operator,
    input: {
      name: 'cusum',
      model_pattern: '*',
      metric_pattern: '*',
      method: 'cusum',
      params: { threshold: 50 },
    },
  });
  await createDetector({
    actor: operator,
    input: { name: 'ks', model_pattern: '*', metric_pattern: '*', method: 'ks', params: {} },
  });
};

/** Posts parts in order, as one process would. */
async function store(...parts: ReturnType<typeof points>[]) {
  const { submit, close } = openPipeline();
  for (const part of parts) await submit(part);
  await close();
}

/** Returns everything that shows which points are stored and what resulted from them. */
async function stored() {
  const { jobs: _, incidents: __, ...all } = await whatIsStored();
  return all;
}

/** Returns what is stored if only these points have ever been posted, before the detectors existed. */
async function withOnly(...parts: ReturnType<typeof points>[]) {
  await emptyDatabase();
  await store(...parts);
  await watch();
  return stored();
}

const remove = (
  from: number | undefined,
  to: number | undefined,
  more: { parts?: number; now?: Date } = {},
) => {
  const { now, ...input } = more;
  const range = { from: from && timeOf(from), to: to && timeOf(to) };
  return deletePoints({ actor: operator, ...(now && { now }), input: { seriesId: '1', range, ...input } });
};

describe('the database is as if the points had never arrived', () => {
  test.each([
    ['a stretch in the middle', 700, 1400, [points(0, 700), points(1401, 3000)]],
    ['the oldest', undefined, 1400, [points(1401, 3000)]],
    ['the newest', 2000, undefined, [points(0, 2000)]],
    ['one point', 2000, 2000, [points(0, 2000), points(2001, 3000)]],
    ['nothing, where there is none', 5000, 6000, [points(0, 3000)]],
  ])('if %s is deleted', async (_, from, to, left) => {
    await watch();
    await store(points(0, 1500), points(1500, 2990), ...points(2990, 3000).map((one) => [one]));
    const kept = left.reduce((sum, part) => sum + part.length, 0);
    expect(await remove(from, to)).toEqual({ deleted: 3000 - kept, done: true });
    const { stored: rollups, wanted } = await rollupsAndTails();
    expect(rollups).toEqual(wanted);
    const after = await stored();
    expect(after).toEqual(await withOnly(...left));
  });

  test('if all of them are deleted, and the series starts again', async () => {
    await watch();
    await store(points(0, 3000));
    expect(await remove(0, 3000)).toEqual({ deleted: 3000, done: true });
    expect(await database().series.findFirst()).toMatchObject({
      firstTs: null,
      lastTs: null,
      lastValue: null,
    });
    expect(await database().rollup.count()).toBe(0);
    await store(points(0, 50));
    expect((await stored()).readings).toHaveLength(100);
  });

  test('if it takes several transactions, and the process accepts points in between', async () => {
    await watch();
    const { submit, close } = openPipeline();
    await submit(points(0, 8000));
    await submit(points(8000, 12_000));
    const asked = new Date();
    expect(await remove(500, 11_500, { parts: 1, now: asked })).toEqual({ deleted: 5000, done: false });
    await submit(points(12_000, 12_010));
    const background = (now: Date) => finishDeletions({ actor: system, now, input: {} });
    expect((await background(new Date(asked.getTime() + 60_000))).points).toBe(0);
    expect((await background(new Date(asked.getTime() + 60_001))).points).toBe(6001);
    expect(await database().pointDeletion.count()).toBe(0);
    await submit(points(12_010, 12_020));
    await close();
    const after = await stored();
    await withOnly(points(0, 500), points(11_501, 12_010));
    await store(points(12_010, 12_020));
    expect(after).toEqual(await stored());
  });
});

test('points that were late because of deleted ones are no longer late, and the next ones are not either', async () => {
  await watch();
  await store(points(0, 100), [point(5000)], points(100, 250));
  expect(await database().series.findFirst()).toMatchObject({ mostlyLate: true, lateCount: 150n });
  await remove(4000, undefined);
  expect(await database().series.findFirst()).toMatchObject({ mostlyLate: false, lateCount: 0n });
  await store(points(250, 260));
  const after = await stored();
  await withOnly(points(0, 250));
  await store(points(250, 260));
  expect(after).toEqual(await stored());
});

test('a point that arrives after the request for the deletion stays, even in its range', async () => {
  await store(points(0, 100));
  const asked = new Date();
  await remove(0, 99, { parts: 0, now: asked });
  const { submit, close } = openPipeline();
  const again = { ...point(50), ts: timeOf(50) + 1 };
  await submit([again], { receivedAt: new Date(asked.getTime() + 1) });
  await close();
  await finishDeletions({ actor: system, now: new Date(asked.getTime() + 120_000), input: {} });
  expect((await database().point.findMany()).map(({ ts }) => ts.getTime())).toEqual([again.ts]);
});

test('rollups that have outlived their points are deleted inside the range and stay outside', async () => {
  const at = (day: number) => ({ ...point(0), ts: start + day * 24 * 60 * minute });
  const { submit, close } = openPipeline();
  const receivedAt = new Date(start);
  await submit(
    Array.from({ length: 100 }, (_, day) => at(day)),
    { receivedAt },
  );
  await close();
  const days = {
    RETENTION_POINTS_DAYS: 50,
    RETENTION_READINGS_DAYS: 0,
    RETENTION_FIVE_MINUTES_DAYS: 0,
    RETENTION_HOURLY_DAYS: 0,
    RETENTION_DAILY_DAYS: 0,
    RETENTION_SERIES_DAYS: 0,
    RETENTION_AUDIT_DAYS: 0,
  };
  await applyRetention({ actor: system, now: new Date(at(100).ts), input: { days } });
  expect(await database().point.count()).toBe(50);
  const range = { from: at(10).ts, to: at(60).ts };
  const { deleted } = await deletePoints({ actor: operator, input: { seriesId: '1', range } });
  expect(deleted).toBe(11);
  const daily = await database().rollup.findMany({
    where: { stepSeconds: 86_400 },
    orderBy: { bucket: 'asc' },
  });
  expect(daily.map(({ bucket }) => (bucket.getTime() - start) / (24 * 60 * minute))).toEqual([
    ...Array.from({ length: 10 }, (_, day) => day),
    ...Array.from({ length: 39 }, (_, day) => 61 + day),
  ]);
  expect(await database().series.findFirst()).toMatchObject({ firstTs: new Date(start) });
  await deletePoints({ actor: operator, input: { seriesId: '1', range: { from: at(61).ts } } });
  expect(await database().series.findFirst()).toMatchObject({
    lastTs: new Date(at(9).ts),
    firstTs: new Date(start),
  });
});

test('deleting a point that came back to a bucket with more than the stored points removes nothing else', async () => {
  await store(points(0, 20));
  await database().$executeRaw`DELETE FROM points WHERE ts < ${new Date(timeOf(19))}`;
  await database().$executeRaw`UPDATE series SET rolled_up_to = NULL`;
  await database().$executeRaw`TRUNCATE rollups`;
  await database().$executeRaw`UPDATE series SET rolled_up_to = last_ts`;
  await database().$executeRaw`
    INSERT INTO rollups (series_id, step_seconds, bucket, count, late_count, sum, min, max, last, last_ts)
    SELECT 1, step, date_bin(make_interval(secs => step), ${new Date(timeOf(19))}, 'epoch'), 5, 0, 5, 1, 1, 1, ${new Date(timeOf(19))}
    FROM unnest(ARRAY[300, 3600, 86400]) AS steps(step)`;
  await remove(19, 19);
  expect((await database().rollup.findMany()).map(({ count }) => count)).toEqual([5, 5, 5]);
});

test('a failing deletion is reported, and does not prevent the others from ending', async () => {
  await store(points(0, 20), [{ ...point(3), model_id: 'b' }]);
  const asked = new Date();
  const [first, second] = await database().series.findMany({ orderBy: { id: 'asc' } });
  const all = { fromTs: new Date(timeOf(0)), toTs: new Date(timeOf(19)), receivedUntil: asked };
  for (const series of [first, second])
    await database().pointDeletion.create({ data: { ...all, seriesId: series?.id ?? 0 } });
  await database().$executeRawUnsafe(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF OLD.series_id = ${first?.id} THEN RAISE 'a broken index'; END IF; RETURN OLD; END $$`);
  await database()
    .$executeRaw`CREATE TRIGGER refuse BEFORE DELETE ON points FOR EACH ROW EXECUTE FUNCTION refuse()`;
  try {
    const finish = finishDeletions({ actor: system, now: new Date(asked.getTime() + 120_000), input: {} });
    await expect(finish).rejects.toThrow('a broken index');
  } finally {
    await database().$executeRaw`DROP FUNCTION refuse CASCADE`;
  }
  expect(await database().pointDeletion.findMany()).toMatchObject([{ seriesId: first?.id }]);
  expect(await database().point.count()).toBe(20);
});

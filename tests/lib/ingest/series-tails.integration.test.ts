import { beforeEach, describe, expect, test, vi } from 'vitest';
import { database } from '@/lib/db/client';
import { tailPoints } from '@/lib/policy/series-tail';
import type { PointInput } from '@/lib/schemas/metrics';
import { emptyDatabase, withTestDatabase } from '../../helpers/app-database';
import { openPipeline } from '../../helpers/ingest';
import { rollupsAndTails } from '../../helpers/tails';

vi.setConfig({ testTimeout: 120_000 });
withTestDatabase();
beforeEach(emptyDatabase);

const start = Date.parse('2026-01-31T23:00:00Z');
/** Whole numbers, so that a sum does not depend on its order. */
const point = (index: number, model = 'a', value = (index * 37) % 1000): PointInput => ({
  model_id: model,
  metric: 'value',
  value,
  ts: start + index * 20_000,
});
const points = (from: number, to: number, model = 'a') =>
  Array.from({ length: to - from }, (_, at) => point(from + at, model));

/** How many points the tails have, once the rollups are seen to hold exactly the other ones. */
async function tails() {
  const { stored, wanted, tails: counts } = await rollupsAndTails();
  expect(stored).toEqual(wanted);
  return counts;
}
const tail = async () => (await tails()).a;

/** Makes a series of which `index` points are stored, of which all but the last `tailCount` are rolled up. */
async function withTail(submit: ReturnType<typeof openPipeline>['submit'], index: number, tailCount: number) {
  await submit(points(0, index - tailCount));
  // The value that is there already is replaced by another, which rolls up all there is.
  await submit([point(0, 'a', 5)], { onConflict: 'replace' });
  await submit(points(index - tailCount, index));
  expect(await tail()).toBe(tailCount);
}

describe('the tail of a series', () => {
  test('grows by its new points, is rolled up in its turn, and then begins again', async () => {
    const { submit, close } = openPipeline();
    await submit([point(0)]);
    await submit(points(1, 300));
    expect(await tail()).toBe(300);
    await submit(points(300, 404));
    expect(await tail()).toBe(404);
    await submit([point(404)]);
    expect(await tail()).toBe(0);
    for (let at = 405; at < 405 + tailPoints - 1; at += 31) await submit(points(at, at + 31));
    expect(await tail()).toBe(tailPoints - 1);
    await submit([point(405 + tailPoints - 1)]);
    expect(await tail()).toBe(0);
    await close();
  });

  test('is rolled up with all of a flush in which its turn comes, however large that is', async () => {
    const { submit, close } = openPipeline();
    await submit([...points(0, 5000), ...points(0, 3, 'b')]);
    expect(await tails()).toEqual({ a: 0, b: 3 });
    await submit([point(5000)]);
    await submit(points(5001, 5100));
    expect(await tail()).toBe(100);
    await submit([...points(5100, 10_100), point(3, 'b')]);
    expect(await tails()).toEqual({ a: 0, b: 4 });
    await close();
  });

  test('is none where points come in batches, unless a few have come before', async () => {
    const { submit, close } = openPipeline();
    await submit(points(0, 32));
    expect(await tail()).toBe(0);
    const late = { ...point(3), ts: start + 7 };
    expect(await submit([...points(32, 64), late])).toMatchObject({ late: 1 });
    expect(await tail()).toBe(0);
    await submit(points(64, 95));
    expect(await tail()).toBe(31);
    await submit(points(95, 195));
    expect(await tail()).toBe(131);
    await close();
  });

  test('takes in late points that are newer than the rollups; older ones are added to them', async () => {
    const { submit, close } = openPipeline();
    await withTail(submit, 310, 10);
    const between = (index: number) => ({ ...point(index), ts: start + index * 20_000 + 7, value: 1e6 });
    expect(await submit([between(200), between(305), between(299), between(298.5)])).toMatchObject({
      late: 4,
    });
    expect(await tail()).toBe(12);
    await submit([between(3), between(304), point(310)]);
    expect(await tail()).toBe(14);
    await close();
  });

  test('is rolled up before a value is replaced, in it or before it', async () => {
    const { submit, close } = openPipeline();
    await withTail(submit, 310, 10);
    await submit([point(305, 'a', -1), point(310)], { onConflict: 'replace' });
    expect(await tail()).toBe(0);
    await submit(points(311, 316));
    expect(await tail()).toBe(5);
    await submit([point(309, 'a', -2)], { onConflict: 'replace' });
    expect(await tail()).toBe(0);
    await close();
  });

  test('bounds what a sum takes in as before', async () => {
    const { submit, close } = openPipeline();
    await submit([1, 2, 3].map((index) => point(index, 'a', -1.7e308)));
    await submit([point(2, 'a', 1)], { onConflict: 'replace' });
    const rows = await database().rollup.findMany({ where: { stepSeconds: 86_400 } });
    expect(rows).toMatchObject([{ count: 3, sum: -2e298, min: -1.7e308, max: 1, last: -1.7e308 }]);
    await close();
  });

  test('is the same for every instance', async () => {
    const one = openPipeline();
    const other = openPipeline();
    let at = 0;
    for (let turn = 0; at < 2600; turn += 1) {
      const { submit } = turn % 2 === 0 ? one : other;
      const size = 1 + ((turn * 61) % 130);
      await submit([...points(at, at + size), ...points(at, at + size, 'b')]);
      at += size;
    }
    for (const count of Object.values(await tails())) expect(count).toBeLessThan(tailPoints);
    await Promise.all(
      [one, other].map(async ({ submit }, instance) => {
        for (let turn = 0; turn < 1200; turn += 10) {
          // Each names the series in another order.
          const models = instance === 0 ? ['a', 'b'] : ['b', 'a'];
          const times = Array.from({ length: 10 }, (_, index) => 3000 + 2 * (turn + index) + instance);
          await submit(models.flatMap((model) => times.map((time) => point(time, model))));
        }
      }),
    );
    for (const count of Object.values(await tails())) expect(count).toBeLessThan(tailPoints);
    expect(await database().point.count()).toBe(2 * (at + 2400));
    await Promise.all([one.close(), other.close()]);
  });
});

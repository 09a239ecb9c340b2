import { beforeEach, expect, test, vi } from 'vitest';
import { database } from '@/lib/db/client';
import { bucketedPoints, chartFacts } from '@/lib/db/sql/chart-points';
import { operator } from '@/lib/services/call';
import { chartRange } from '@/lib/services/series/chart-range';
import { getPoints } from '@/lib/services/series/get-points';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';
import { openPipeline } from '../../../helpers/ingest';
import { rollUpEverything, rollupsAndTails } from '../../../helpers/tails';

vi.setConfig({ testTimeout: 120_000 });
withTestDatabase();
beforeEach(emptyDatabase);

const start = Date.parse('2026-01-30T21:58:30Z');
const minute = 60_000;

/** Returns whole numbers from 0 to below a limit, the same for the same seed. */
function drawer(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/**
 * Posts points at irregular times, including late ones and replaced values; returns the time after the last
 * one.
 */
async function post(model: string, { seed, batches }: { seed: number; batches: number }): Promise<number> {
  const draw = drawer(seed);
  const { submit, close } = openPipeline();
  const point = (ts: number) => ({ model_id: model, metric: 'value', value: draw(2000) - 1000, ts });
  let now = start;
  for (let batch = 0; batch < batches; batch += 1) {
    const times = Array.from({ length: 1 + draw(40) }, () => {
      // Mostly close together, sometimes after a gap of hours.
      now += 1 + draw(draw(30) === 0 ? 900 * minute : 3 * minute);
      return now;
    });
    const late = Array.from({ length: draw(4) }, () => start + draw(now - start));
    await submit([...times, ...late].map(point));
    if (draw(40) === 0) await submit([point(times[0] ?? now)], { onConflict: 'replace' });
  }
  await close();
  return now + 1;
}

/** Ranges and numbers of buckets of all sizes, at and between the ends of buckets and of the series. */
function queries(end: number, seed: number) {
  const draw = drawer(seed);
  const edge = () => {
    const ms = start - 90 * minute + draw(end - start + 180 * minute);
    const step = [1, 300_000, 3_600_000, 86_400_000][draw(4)] ?? 1;
    return Math.floor(ms / step) * step;
  };
  return Array.from({ length: 80 }, () => {
    const [from, to] = [edge(), edge()].sort((a, b) => a - b);
    return {
      ...(draw(4) > 0 && { from }),
      ...(draw(4) > 0 && { to }),
      buckets: [1, 2, 3, 10, 40, 150, 500, 2000][draw(8)] ?? 500,
    };
  });
}

type Query = ReturnType<typeof queries>[number];

async function answers(seriesId: number, asked: Query[]) {
  const found = [];
  for (const query of asked) {
    const range = { from: new Date(query.from ?? 0), to: new Date(query.to ?? 8.64e15) };
    const limits = { countLimit: 1e6, mostFinestBuckets: 1e6 };
    found.push({
      query,
      facts: { ...(await chartFacts(database(), seriesId, range, limits)), rolledUpTo: undefined },
      points: await getPoints({ actor: operator, input: { seriesId: String(seriesId), query } }),
    });
  }
  return found;
}

/** Requests charts as they are, and again with every tail rolled up. */
async function withAndWithoutTails(ends: Map<number, number>) {
  const ask = async () => {
    const all = [];
    for (const [id, end] of ends) all.push(...(await answers(id, queries(end, id))));
    return all;
  };
  const withTails = await ask();
  await rollUpEverything();
  return { withTails, without: await ask() };
}

test('a chart is the same for rolled-up points and for points that are not rolled up yet', async () => {
  const ends = new Map<number, number>();
  for (const [at, batches] of [6, 70, 100, 130].entries()) {
    const end = await post(`m${at}`, { seed: 9 + at, batches });
    const { id } = await database().series.findFirstOrThrow({ where: { modelId: `m${at}` } });
    ends.set(id, end);
  }
  const { tails, stored } = await rollupsAndTails();
  for (const count of Object.values(tails)) expect(count).toBeGreaterThan(50);
  // One series has no rollups yet, the others do.
  expect(new Set(stored.map(({ seriesId }) => seriesId)).size).toBe(3);
  const { withTails, without } = await withAndWithoutTails(ends);
  expect(withTails).toEqual(without);
  expect(without.filter(({ points }) => points.step_ms !== null).length).toBeGreaterThan(150);
});

test('also after retention has deleted points and the finest rollups', async () => {
  const end = await post('old', { seed: 5, batches: 200 });
  const { id, rolledUpTo } = await database().series.findFirstOrThrow();
  const db = database();
  const middle = new Date(Math.floor((start + (Number(rolledUpTo) - start) / 2) / 86_400_000) * 86_400_000);
  await db.point.deleteMany({ where: { ts: { lt: middle } } });
  const { withTails, without } = await withAndWithoutTails(new Map([[id, end]]));
  expect(withTails).toEqual(without);
});

test('the first point of a tail shares a bucket with the last rollup, even one of a single point', async () => {
  const { submit, close } = openPipeline();
  const at = (seconds: number, value: number) => ({
    model_id: 'm',
    metric: 'value',
    value,
    ts: Date.parse('2026-02-01T10:00:00Z') + seconds * 1000,
  });
  await submit([at(0, 1), at(10, 2), at(400, 3)]);
  await submit([at(0, 4)], { onConflict: 'replace' });
  await submit([at(500, 5), at(700, 6), at(3700, 7)]);
  const { stored } = await rollupsAndTails();
  expect(stored.filter(({ stepSeconds }) => stepSeconds === 300).map(({ count }) => count)).toEqual([2, 1]);
  const ends = new Map([[1, at(3701, 0).ts]]);
  const [chart] = await answers(1, [{ buckets: 4 }]);
  expect(chart?.points.items.map(({ count, last }) => [count, last])).toEqual([
    [5, 6],
    [1, 7],
  ]);
  const { withTails, without } = await withAndWithoutTails(ends);
  expect(withTails).toEqual(without);
  await close();
});

test('a tail that is rolled up after a chart was planned is in it once', async () => {
  await post('m', { seed: 3, batches: 100 });
  const range = await chartRange(database(), '1', { buckets: 40 });
  if (!range) throw new Error('the series has points');
  const before = await bucketedPoints(database(), 1, range);
  await rollUpEverything();
  expect(await bucketedPoints(database(), 1, range)).toEqual(before);
  expect(await bucketedPoints(database(), 1, { ...range, rolledMs: null })).toEqual(before);
});

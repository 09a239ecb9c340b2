import { beforeEach, describe, expect, test, vi } from 'vitest';
import { database } from '@/lib/db/client';
import { createBehaviour, DetectorStrategy, getMethod } from '@/lib/monitoring';
import type { PointInput } from '@/lib/schemas/metrics';
import { operator } from '@/lib/services/call';
import { checkpointEndedRuns, checkpointRuns, endedRuns } from '@/lib/services/detectors/checkpoint-runs';
import { createDetector } from '@/lib/services/detectors/create-detector';
import { updateDetector } from '@/lib/services/detectors/update-detector';
import { getReadings } from '@/lib/services/series/get-readings';
import { emptyDatabase, withTestDatabase } from '../../helpers/app-database';
import { openPipeline, whatIsStored } from '../../helpers/ingest';

vi.setConfig({ testTimeout: 120_000 });
withTestDatabase();
beforeEach(emptyDatabase);

const start = Date.parse('2026-01-01T00:00:00Z');
const minute = 60_000;
const point = (index: number, value: number, model = 'a'): PointInput & { ts: number } => ({
  model_id: model,
  metric: 'accuracy',
  value,
  ts: start + index * minute,
});
const pointsOf = (from: number, to: number, valueAt: (index: number) => number, model = 'a') =>
  Array.from({ length: to - from }, (_, at) => point(from + at, valueAt(from + at), model));
/** Calm, with falls that begin and end at the border of a chunk, inside one, and after the last. */
const falls = new Set([5, 700, 1023, 1024, 1500, 2047, 2048, 2100, 2101]);
const valueAt = (index: number) => (falls.has(index) ? 0.1 : 0.9 + ((index * 7) % 11) / 1000);

const configuration: { method: string; params: object } = { method: 'cusum', params: { reference_size: 30 } };
const watchAccuracy = (more = {}) =>
  createDetector({
    actor: operator,
    input: { name: 'accuracy', model_pattern: '*', metric_pattern: 'accuracy', ...configuration, ...more },
  });

interface Said {
  ts: string;
  statistic: number | null;
  threshold: number | null;
  level: string;
}

/** What the method says about points, without anything stored between. */
function saidAbout(points: { ts: number; value: number }[], { method, params } = configuration): Said[] {
  const strategy = new DetectorStrategy(createBehaviour(method, params, 'higher_is_better'));
  return points.map(({ ts, value }) => {
    const { statistic, threshold, level } = strategy.update(value, ts);
    return { ts: new Date(ts).toISOString(), statistic, threshold, level };
  });
}

async function readings(query: { from?: number; to?: number; buckets?: number } = {}, model = 'a') {
  const { id } = await database().series.findFirstOrThrow({ where: { modelId: model } });
  const input = { seriesId: String(id), query: { buckets: 2000, ...query } };
  const [run] = (await getReadings({ actor: operator, input })).items;
  return run?.readings ?? [];
}

/** How many readings each chunk has, run by run. */
async function chunkSizes() {
  const chunks = await database().$queryRaw<{ size: number }[]>`
    SELECT cardinality(ts) AS size FROM reading_chunks ORDER BY run_id, last_ts`;
  return chunks.map(({ size }) => size);
}

describe('readings are stored', () => {
  test.each([
    [1023, []],
    [1024, [1024]],
    [1025, [1025]],
    [2500, [1250, 1250]],
    [10_000, Array.from({ length: 10 }, () => 1000)],
  ])('of %i points in one request in chunks of %j', async (count, sizes) => {
    await watchAccuracy();
    const { submit, close } = openPipeline();
    await submit(pointsOf(0, count, valueAt));
    await close();
    expect(await chunkSizes()).toEqual(sizes);
    const { checkpointTs } = await database().detectorRun.findFirstOrThrow();
    expect(checkpointTs?.getTime()).toBe(sizes.length === 0 ? undefined : start + (count - 1) * minute);
    const stored = (await whatIsStored()).readings.map(({ tsMs, statistic, threshold, level }) => ({
      ts: new Date(tsMs).toISOString(),
      statistic,
      threshold,
      level,
    }));
    expect(stored).toEqual(saidAbout(pointsOf(0, count, valueAt)));
  });

  test('with the point that makes the thousand full, and again a thousand later', async () => {
    await watchAccuracy();
    const { submit, close } = openPipeline();
    await submit(pointsOf(0, 1023, valueAt));
    expect(await chunkSizes()).toEqual([]);
    await submit([point(1023, valueAt(1023))]);
    expect(await chunkSizes()).toEqual([1024]);
    await submit(pointsOf(1024, 2047, valueAt));
    expect(await chunkSizes()).toEqual([1024]);
    await submit([point(2047, valueAt(2047))]);
    await close();
    expect(await chunkSizes()).toEqual([1024, 1024]);
  });

  test('when a detector is primed, with its state', async () => {
    const { submit, close } = openPipeline();
    await submit(pointsOf(0, 1500, valueAt));
    await watchAccuracy();
    expect(await chunkSizes()).toEqual([1500]);
    await submit([point(1500, 0.9)]);
    await close();
    expect(await readings()).toEqual(saidAbout([...pointsOf(0, 1500, valueAt), point(1500, 0.9)]));
  });
});

describe('readings are those of every point, once,', () => {
  const all = pointsOf(0, 1900, valueAt);

  test('before and after a restart, and before and after the next chunk', async () => {
    await watchAccuracy();
    for (const [from, to] of [
      [0, 60],
      [60, 130],
      [130, 1100],
      [1100, 1101],
      [1101, 1900],
    ] as const) {
      const { submit, close } = openPipeline();
      await submit(all.slice(from, to));
      const before = await readings();
      await close();
      expect(before).toEqual(saidAbout(all.slice(0, to)));
      expect(await readings()).toEqual(before);
    }
    expect(await chunkSizes()).toEqual([1100]);
  });

  test('when the series do not fit into memory', async () => {
    await watchAccuracy();
    const { submit, close } = openPipeline({ stateCacheBytes: 1 });
    for (let at = 0; at < 240; at += 40) {
      for (const model of ['a', 'b']) await submit(pointsOf(at, at + 40, valueAt, model));
    }
    await close();
    for (const model of ['a', 'b']) {
      expect(await readings({}, model)).toEqual(saidAbout(pointsOf(0, 240, valueAt)));
    }
    expect(await chunkSizes()).not.toEqual([]);
  });

  test('when two instances take turns, one of which replaces an old value', async () => {
    await watchAccuracy();
    const [one, other] = [openPipeline(), openPipeline()];
    await one.submit(all.slice(0, 100));
    // Not the newest point; the first instance still has the state and a hundred readings in memory.
    await other.submit([point(50, 0.2)], { onConflict: 'replace' });
    expect(await chunkSizes()).toEqual([100]);
    await one.submit(all.slice(100, 1200));
    await other.submit(all.slice(1200, 1210));
    await one.close();
    await other.close();
    expect(await readings()).toEqual(saidAbout(all.slice(0, 1210)));
  });

  test('after a value was replaced: what had been said stays', async () => {
    await watchAccuracy();
    const { submit, close } = openPipeline();
    await submit(all.slice(0, 200));
    await submit([point(150, 0.1), point(199, 0.2), point(20, 0.5)], { onConflict: 'replace' });
    await close();
    const restarted = openPipeline();
    await restarted.submit([point(180, 0.3)], { onConflict: 'replace' });
    await restarted.submit(all.slice(200, 260));
    await restarted.submit([point(230, 0.3)], { onConflict: 'replace' });
    await restarted.close();
    expect(await readings()).toEqual(saidAbout(all.slice(0, 260)));
  });

  test('also after the detector was switched off, whatever comes then', async () => {
    const { id } = await watchAccuracy();
    const { submit, close } = openPipeline();
    await submit(all.slice(0, 90));
    await updateDetector({ actor: operator, input: { id, body: { enabled: false } } });
    await submit(all.slice(90, 100));
    await submit([point(80, 0.1)], { onConflict: 'replace' });
    expect(await readings()).toEqual(saidAbout(all.slice(0, 90)));
    await updateDetector({ actor: operator, input: { id, body: { params: { reference_size: 40 } } } });
    expect(await readings()).toEqual(saidAbout(all.slice(0, 90)));
    await close();
  });

  test('once, although they were settled beside the posts', async () => {
    const { id } = await watchAccuracy();
    const { submit, close } = openPipeline();
    await submit(all.slice(0, 90));
    await checkpointRuns(database(), id);
    expect(await chunkSizes()).toEqual([90]);
    // So many that the next checkpoint is due.
    const more = pointsOf(90, 1200, valueAt);
    await submit(more);
    await close();
    expect(await chunkSizes()).toEqual([90, 1110]);
    expect(await readings()).toEqual(saidAbout([...all.slice(0, 90), ...more]));
  });

  test('when the detector is switched off, without the lock that stops all posts', async () => {
    const costly = { method: 'mmd', params: { reference: 'rolling', reference_size: 200, window: 200 } };
    const { id } = await watchAccuracy(costly);
    const { submit, close } = openPipeline();
    for (const model of ['a', 'b', 'c']) await submit(pointsOf(0, 600, valueAt, model));
    const update = vi.spyOn(getMethod('mmd'), 'update');
    let isOver = false;
    let held = 0;
    const disabled = updateDetector({ actor: operator, input: { id, body: { enabled: false } } }).finally(
      () => {
        isOver = true;
      },
    );
    while (!isOver) {
      const before = update.mock.calls.length;
      const [row] = await database().$queryRaw<{ free: boolean }[]>`
        SELECT pg_try_advisory_xact_lock_shared(${0x44720001}) AS free`;
      if (!row?.free && update.mock.calls.length > before) held += 1;
    }
    await disabled;
    expect(update.mock.calls.length).toBeGreaterThanOrEqual(600);
    expect(held).toBe(0);
    await close();
    expect(await chunkSizes()).toEqual([600, 600, 600]);
  });

  test('when the detector is switched off, up to the last point that it has seen', async () => {
    const { id } = await watchAccuracy();
    const { submit, close } = openPipeline();
    await submit(all.slice(0, 90));
    const row = await database().detector.findUniqueOrThrow({ where: { id } });
    const ended = await endedRuns(database(), id);
    await database().detector.updateMany({ data: { enabled: false, revision: 2 } });
    await submit(all.slice(90, 100));
    await checkpointEndedRuns(database(), row, ended);
    await checkpointEndedRuns(database(), row, ended);
    await close();
    expect(await readings()).toEqual(saidAbout(all.slice(0, 90)));
  });
});

describe('in buckets', () => {
  const limit = { method: 'static_threshold', params: { lower: 0.5 } };
  const rank = ['insufficient_data', 'stable', 'warning', 'drift'];

  /** The worst of every bucket, looked for in all of them. */
  function worstOf(said: Said[], from: number, stepMs: number) {
    const buckets = new Map<number, Said[]>();
    for (const one of said) {
      const bucket = Math.floor((Date.parse(one.ts) - from) / stepMs);
      buckets.set(bucket, [...(buckets.get(bucket) ?? []), one]);
    }
    const worse = (a: Said, b: Said) =>
      rank.indexOf(b.level) - rank.indexOf(a.level) ||
      (b.statistic ?? Number.NEGATIVE_INFINITY) - (a.statistic ?? Number.NEGATIVE_INFINITY);
    // Sorting is stable: of equal ones the first stays first.
    return [...buckets.values()].map((bucket) => bucket.toSorted(worse)[0]);
  }

  test('the worst reading is kept across the borders of chunks and what is not stored yet', async () => {
    await watchAccuracy(limit);
    const all = pointsOf(0, 2200, valueAt);
    const { submit, close } = openPipeline();
    for (let at = 0; at < all.length; at += 64) await submit(all.slice(at, at + 64));
    await close();
    expect(await chunkSizes()).toEqual([1024, 1024]);
    for (const [first, last, buckets] of [
      [0, 2199, 1],
      [0, 2199, 2],
      [0, 2199, 40],
      [0, 2199, 1999],
      [1000, 1050, 7],
      [1000, 2050, 9],
      [1024, 2047, 3],
      [2040, 2199, 20],
      [2060, 2199, 30],
    ] as const) {
      const inside = all.slice(first, last + 1);
      const from = start + first * minute;
      const stepMs = Math.ceil((inside.length * minute - minute + 1) / buckets);
      const expected = worstOf(saidAbout(all, limit).slice(first, last + 1), from, stepMs);
      const got = await readings({ from, to: start + last * minute, buckets });
      expect(got, `${first} to ${last} in ${buckets}`).toEqual(expected);
      expect(got.filter(({ level }) => level === 'drift').length).toBeGreaterThan(0);
    }
  });
});

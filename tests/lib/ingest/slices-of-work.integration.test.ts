import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { database } from '@/lib/db/client';
import { getMethod, sliceOperations } from '@/lib/monitoring';
import { operator } from '@/lib/services/call';
import { createDetector } from '@/lib/services/detectors/create-detector';
import { updateDetector } from '@/lib/services/detectors/update-detector';
import { getReadings } from '@/lib/services/series/get-readings';
import { normals } from '../../contract/seeded-numbers';
import { emptyDatabase, withTestDatabase } from '../../helpers/app-database';
import { openPipeline } from '../../helpers/ingest';

vi.setConfig({ testTimeout: 120_000 });
withTestDatabase();
beforeEach(emptyDatabase);
afterEach(() => vi.restoreAllMocks());

/** A pipeline that ends with its test, also with a failed one: a flush under way would lose its database. */
function open(options: Parameters<typeof openPipeline>[0] = {}) {
  const opened = openPipeline(options);
  onTestFinished(opened.close);
  return opened;
}

const start = Date.parse('2026-01-01T00:00:00Z');
const values = normals(1, 4000);
const points = (from: number, to: number) =>
  values.slice(from, to).map((value, at) => ({
    model_id: 'a',
    metric: 'loss',
    value,
    ts: start + (from + at) * 60_000,
  }));
const costly = {
  name: 'costly',
  model_pattern: 'a',
  metric_pattern: 'loss',
  method: 'mmd',
  params: { reference: 'rolling', reference_size: 200, window: 200, direction: 'both' },
};
const { method, params } = costly;
const updateCost = getMethod(method).updateCost({ ...params, bandwidth: 1 });

/**
 * Does something and gives the operations of detectors in all, and the most in one turn of the event loop.
 */
async function watchTurns(work: () => Promise<unknown>): Promise<{ all: number; most: number }> {
  let isOver = false;
  let inTurn = 0;
  const watched = { all: 0, most: 0 };
  const own = getMethod(method);
  const { update } = own;
  own.update = (...point) => {
    inTurn += updateCost;
    watched.all += updateCost;
    watched.most = Math.max(watched.most, inTurn);
    return update(...point);
  };
  const endTurn = () => {
    inTurn = 0;
    if (!isOver) setImmediate(endTurn);
  };
  setImmediate(endTurn);
  try {
    await work();
  } finally {
    isOver = true;
    own.update = update;
  }
  return watched;
}

/** Does something while a transaction holds the rows of these series, so that no flush of theirs can end. */
const holdingSeries = <Result>(modelIds: string[], work: () => Promise<Result>) =>
  database().$transaction(
    async (held) => {
      await held.$queryRaw`SELECT FROM series WHERE model_id = ANY(${modelIds}) FOR UPDATE`;
      return work();
    },
    { timeout: 60_000 },
  );

test('no turn of the event loop has more than a few slices of a costly detector: posts, a restart, charts, priming', async () => {
  const first = open();
  const expectSlices = ({ all, most }: { all: number; most: number }, points: number) => {
    expect(all).toBeGreaterThanOrEqual(points * updateCost);
    // A step ends before a slice is full or fills it; while a drift lasts, points are shown to two states.
    expect(most).toBeLessThan(4 * sliceOperations);
    expect(points * updateCost).toBeGreaterThan(4 * sliceOperations);
  };
  await first.submit(points(0, 1000));
  expectSlices(await watchTurns(() => createDetector({ actor: operator, input: costly })), 1000);
  expectSlices(await watchTurns(() => first.submit(points(1000, 2500))), 1500);
  expectSlices(await watchTurns(() => first.submit(points(2500, 3300))), 800);
  await first.pipeline.close();
  const second = open();
  const series = await database().series.findFirstOrThrow();
  const detector = await database().detector.findFirstOrThrow();
  await second.submit(points(3300, 3301));
  // What is not in a checkpoint yet is replayed: by a restart, and for whoever looks.
  const third = open();
  await watchTurns(() => third.submit(points(3301, 3302)));
  await watchTurns(() =>
    getReadings({ actor: operator, input: { seriesId: String(series.id), query: {} as never } }),
  );
  const changed = { params: { ...params, threshold: 0.5 } };
  const change = () => updateDetector({ actor: operator, input: { id: detector.id, body: changed } });
  expectSlices(await watchTurns(change), 3302);
});

test('a post does not wait for the detectors of others, which came first, even with one flusher', async () => {
  const { pipeline, submit } = open({ flushers: 1 });
  const model = (name: string, from: number, to: number) =>
    points(from, to).map((point) => ({ ...point, model_id: name }));
  await createDetector({ actor: operator, input: { ...costly, model_pattern: 'a*' } });
  for (const name of ['a1', 'a2', 'calm']) await submit(model(name, 0, 1));
  const { update } = getMethod(method);
  const watched = vi.spyOn(getMethod(method), 'update').mockImplementation(update);
  const answered: string[] = [];
  const long = await holdingSeries(['a1', 'a2'], async () => {
    const sent = ['a1', 'a2'].map((name) => submit(model(name, 1, 2000)).then(() => answered.push(name)));
    await vi.waitUntil(() => pipeline.status.flushing === 1);
    // While the long ones cannot end.
    await submit(model('calm', 1, 2)).then(() => answered.push('calm'));
    await submit(model('calm', 2, 3));
    return sent;
  });
  await Promise.all(long);
  expect(answered).toEqual(['calm', 'a1', 'a2']);
  expect(watched.mock.calls.length).toBeGreaterThanOrEqual(3998);
});

test('the first posts after a start do not wait for the detectors of others either', async () => {
  await createDetector({ actor: operator, input: { ...costly, model_pattern: 'a*' } });
  const model = (name: string, from: number, to: number) =>
    points(from, to).map((point) => ({ ...point, model_id: name }));
  const before = open();
  for (const name of ['a1', 'calm']) await before.submit(model(name, 0, 1));
  await before.pipeline.close();
  const { pipeline, submit } = open({ flushers: 1 });
  const answered: string[] = [];
  const long = await holdingSeries(['a1'], async () => {
    // They arrive together, and nothing is in memory yet.
    const sent = submit(model('a1', 1, 500)).then(() => answered.push('a1'));
    await submit(model('calm', 1, 2)).then(() => answered.push('calm'));
    expect(pipeline.status.flushing).toBe(1);
    return { sent };
  });
  await long.sent;
  expect(answered).toEqual(['calm', 'a1']);
});

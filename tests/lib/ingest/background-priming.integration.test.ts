import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { database } from '@/lib/db/client';
import { getMethod } from '@/lib/monitoring';
import { operator } from '@/lib/services/call';
import { createDetector } from '@/lib/services/detectors/create-detector';
import { normals } from '../../contract/seeded-numbers';
import { emptyDatabase, withTestDatabase } from '../../helpers/app-database';
import { countAllReadings, openPipeline } from '../../helpers/ingest';

vi.setConfig({ testTimeout: 120_000 });
withTestDatabase();
beforeEach(emptyDatabase);
afterEach(() => vi.restoreAllMocks());

const start = Date.parse('2026-01-01T00:00:00Z');
const values = normals(1, 1200);
const points = (model: string, from: number, to: number) =>
  values.slice(from, to).map((value, at) => ({
    model_id: model,
    metric: 'loss',
    value,
    ts: start + (from + at) * 60_000,
  }));
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Several costly detectors on each of some series with a history, none of them primed, as after a crash. */
async function leaveUnprimed(models: string[], detectors: number) {
  const { submit, close } = openPipeline();
  for (const model of models) await submit(points(model, 0, 1000));
  await close();
  for (let at = 0; at < detectors; at += 1) {
    const params = {
      reference: 'rolling',
      reference_size: 200,
      window: 200,
      direction: 'both',
      threshold: 0.5 + at,
    };
    await createDetector({
      actor: operator,
      input: { name: `costly ${at}`, model_pattern: 'a*', metric_pattern: 'loss', method: 'mmd', params },
    });
  }
  await database().detectorRun.deleteMany();
  await database().readingChunk.deleteMany();
}

/** Whether all locks that a post of a series needs are free just now. */
async function areLocksFree(): Promise<boolean> {
  const [row] = await database().$queryRaw<{ free: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(${0x44720001})
      AND (SELECT count(*) FROM (SELECT FROM series FOR UPDATE SKIP LOCKED) AS held) = (SELECT count(*) FROM series) AS free`;
  return row?.free ?? false;
}

test('no post waits while costly runs are primed: they are left out, and primed while nobody holds a lock', async () => {
  const models = ['a1', 'a2', 'a3'];
  const detectors = 3;
  await leaveUnprimed([...models, 'calm'], detectors);
  const update = vi.spyOn(getMethod('mmd'), 'update');
  const { submit, close, pipeline } = openPipeline();
  const history = models.length * detectors * 1000;
  const answers = await Promise.all(models.map((model) => submit(points(model, 1000, 1001))));
  for (const answer of answers) expect(answer).toMatchObject({ accepted: 1, detected_count: 0 });
  // Not a third of the history of a single series has been judged by then.
  expect(update.mock.calls.length).toBeLessThan(1000);
  let [looks, during, held, posts] = [0, 0, 0, 0];
  while (pipeline.status.primingSeries > 0) {
    const before = update.mock.calls.length;
    const isFree = await areLocksFree();
    // In the middle of the same history before and after the look.
    const isJudging = before % 1000 > 50 && update.mock.calls.length % 1000 >= before % 1000;
    if (isJudging) {
      during += 1;
      if (!isFree) held += 1;
    }
    looks += 1;
    // Not each time, because a post takes longer than a look, and nothing is to hold the locks during one.
    if (looks % 10 === 0) {
      await submit(points('calm', 1000 + posts, 1001 + posts));
      posts = Math.min(posts + 1, 199);
    }
    await turn();
  }
  expect(during).toBeGreaterThan(5);
  expect(held).toBe(0);
  expect(update.mock.calls.length).toBe(history + models.length * detectors);
  // From now on the points are judged with the flush.
  await Promise.all(models.map((model) => submit(points(model, 1001, 1010))));
  expect(update.mock.calls.length).toBe(history + models.length * detectors * 10);
  update.mockRestore();
  await close();
  expect(await countAllReadings()).toBe(models.length * detectors * 1010);
});

test('a pipeline that closes ends the priming at its next slice, and the next one begins it anew', async () => {
  await leaveUnprimed(['a1'], 1);
  const update = vi.spyOn(getMethod('mmd'), 'update');
  const first = openPipeline();
  await first.submit(points('a1', 1000, 1001));
  while (update.mock.calls.length === 0) await turn();
  await first.close();
  expect(update.mock.calls.length).toBeLessThan(1000);
  expect(await database().detectorRun.count()).toBe(0);
  const second = openPipeline();
  await second.submit(points('a1', 1001, 1002));
  while (second.pipeline.status.primingSeries > 0) await turn();
  await second.submit(points('a1', 1002, 1003));
  update.mockRestore();
  await second.close();
  expect(await countAllReadings()).toBe(1003);
});

test('priming that fails is asked for again by a later point, and does not keep posts from being stored', async () => {
  await leaveUnprimed(['a1'], 1);
  const db = database();
  await db.$executeRaw`CREATE FUNCTION give_up() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN RAISE EXCEPTION ''too long'' USING ERRCODE = ''57014''; END'`;
  await db.$executeRaw`CREATE TRIGGER give_up BEFORE INSERT ON reading_chunks EXECUTE FUNCTION give_up()`;
  const { submit, close, pipeline } = openPipeline();
  expect(await submit(points('a1', 1000, 1001))).toMatchObject({ accepted: 1 });
  while (pipeline.status.primingSeries > 0) await turn();
  await db.$executeRaw`DROP TRIGGER give_up ON reading_chunks`;
  await db.$executeRaw`DROP FUNCTION give_up`;
  expect(await db.detectorRun.count()).toBe(0);
  const now = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
  await submit(points('a1', 1001, 1002));
  now.mockRestore();
  while (pipeline.status.primingSeries > 0) await turn();
  await close();
  expect(await countAllReadings()).toBe(1002);
});

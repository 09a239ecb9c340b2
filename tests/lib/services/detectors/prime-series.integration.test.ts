import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { database } from '@/lib/db/client';
import { IngestDatabase } from '@/lib/db/ingest-database';
import { getMethod, sliceOperations } from '@/lib/monitoring';
import { operator } from '@/lib/services/call';
import { createDetector } from '@/lib/services/detectors/create-detector';
import { primeDetectorsOn } from '@/lib/services/detectors/prime-series';
import { updateMetric } from '@/lib/services/metrics/update-metric';
import { deletePoints } from '@/lib/services/series/delete-points';
import { normals } from '../../../contract/seeded-numbers';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';
import { openPipeline, whatIsStored } from '../../../helpers/ingest';

vi.setConfig({ testTimeout: 120_000 });
withTestDatabase();
beforeEach(emptyDatabase);
afterEach(() => vi.restoreAllMocks());

const start = Date.parse('2026-01-01T00:00:00Z');
const values = [...normals(1, 1500), ...normals(2, 500, 3)];
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
const costPerPoint = getMethod(costly.method).updateCost({ ...costly.params, bandwidth: 1 });

/** Creates the detector in the state after a crash: no series has a run of it. */
async function createUnprimed(body: object = costly) {
  const { id } = await createDetector({ actor: operator, input: body });
  await database().detectorRun.deleteMany();
  await database().readingChunk.deleteMany();
  return database().detector.findUniqueOrThrow({ where: { id } });
}

/** The app's database with a hook before each transaction, by number. */
class SteppedDatabase extends IngestDatabase {
  transactions = 0;
  #before: (transaction: number) => Promise<unknown>;

  constructor(before: (transaction: number) => Promise<unknown> = async () => {}) {
    super(process.env.DATABASE_URL as string, 2);
    this.#before = before;
  }

  override async inTransaction<Result>(
    work: Parameters<IngestDatabase['inTransaction']>[0],
  ): Promise<Result> {
    this.transactions += 1;
    await this.#before(this.transactions);
    return super.inTransaction(work) as Promise<Result>;
  }
}

/** Primes the only series, with a hook before its transactions: 1 checks, 2 reads, 3 and later ones store. */
async function prime(before: (transaction: number) => Promise<unknown>): Promise<number> {
  const detectors = await database().detector.findMany();
  const { id } = await database().series.findFirstOrThrow();
  const stepped = new SteppedDatabase(before);
  await primeDetectorsOn(stepped, id, detectors);
  await stepped.close();
  return stepped.transactions;
}

/** Stores points as another instance would whose own priming is slower. */
async function storeElsewhere(from: number, to: number): Promise<void> {
  const { id } = await database().series.findFirstOrThrow();
  await database().point.createMany({
    data: points(from, to).map(({ ts, value }) => ({
      seriesId: id,
      ts: new Date(ts),
      value,
      receivedAt: new Date(),
      late: false,
    })),
  });
  await database().series.update({
    where: { id },
    data: {
      pointCount: to,
      lastTs: new Date(start + (to - 1) * 60_000),
      lastValue: values[to - 1] as number,
      version: { increment: 1 },
    },
  });
}

/** Returns what is left if the detector is created at its time and everything happens in order. */
async function inOrder(history: number, all: number) {
  await emptyDatabase();
  const { submit, close } = openPipeline();
  await submit(points(0, history));
  await createDetector({ actor: operator, input: costly });
  await submit(points(history, all));
  await close();
  return whatIsStored();
}

test('points that arrive while a costly detector is primed are history for it, and nothing is lost or judged twice', async () => {
  expect(1000 * costPerPoint).toBeGreaterThan(20 * sliceOperations);
  const { submit, close } = openPipeline();
  await submit(points(0, 1000));
  await createUnprimed();
  const transactions = await prime(async (at) => {
    // Some that have been read by then, and some that have not.
    if (at === 2) await submit(points(1000, 1010));
    if (at === 3) await submit(points(1010, 1020));
  });
  expect(transactions).toBe(3);
  await submit(points(1020, 2000));
  await close();
  const stored = await whatIsStored();
  expect(stored.readings).toHaveLength(2000);
  expect(stored.incidents.length).toBeGreaterThan(0);
  expect(stored).toEqual(await inOrder(1020, 2000));
});

test('many points that arrive in the meantime are shown without the lock, too', async () => {
  const { submit, close } = openPipeline();
  await submit(points(0, 1000));
  await createUnprimed();
  const method = getMethod(costly.method);
  const update = vi.spyOn(method, 'update');
  let seenBefore = 0;
  const judged: number[] = [];
  const transactions = await prime(async (at) => {
    judged.push(update.mock.calls.length - seenBefore);
    if (at === 3) await storeElsewhere(1000, 1400);
    if (at === 4) await storeElsewhere(1400, 1402);
    seenBefore = update.mock.calls.length;
  });
  // Points judged before each transaction; only two are judged under the lock of the last one.
  expect(judged).toEqual([0, 0, 1000, 400]);
  expect(update.mock.calls.length - seenBefore).toBe(2);
  expect(transactions).toBe(4);
  update.mockRestore();
  await close();
  const { readings, states } = await whatIsStored();
  const ordered = await inOrder(1402, 1402);
  expect(readings).toEqual(ordered.readings);
  expect(states).toEqual(ordered.states);
});

test('a series that gets points faster than they can be judged is primed anyway, in the end under its lock', async () => {
  const { submit, close } = openPipeline();
  await submit(points(0, 600));
  await createUnprimed();
  let next = 600;
  const transactions = await prime(async (at) => {
    if (at < 3) return;
    await storeElsewhere(next, next + 220);
    next += 220;
  });
  expect(transactions).toBe(8);
  await close();
  expect((await whatIsStored()).readings).toHaveLength(next);
});

test('points deleted in the meantime are in no state and no reading', async () => {
  const { submit, close } = openPipeline();
  await submit(points(0, 700));
  await createUnprimed();
  const { id } = await database().series.findFirstOrThrow();
  const range = { from: start + 600 * 60_000, to: start + 700 * 60_000 };
  await prime(async (at) => {
    if (at !== 3) return;
    await deletePoints({ actor: operator, input: { seriesId: String(id), range } });
    // It has primed the run itself; without that run, the priming in progress has to notice.
    await database().detectorRun.deleteMany();
    await database().readingChunk.deleteMany();
  });
  await close();
  const { readings, states } = await whatIsStored();
  expect(states).toHaveLength(1);
  expect(readings).toHaveLength(600);
});

test('a run knows a metric as changed in the meantime', async () => {
  const { submit, close } = openPipeline();
  await submit(points(0, 700));
  await createUnprimed();
  await prime(async (at) => {
    if (at === 3) {
      await updateMetric({ actor: operator, input: { name: 'loss', body: { time_zone: 'Asia/Tokyo' } } });
      await database().detectorRun.deleteMany();
      await database().readingChunk.deleteMany();
    }
  });
  await close();
  expect((await whatIsStored()).readings).toHaveLength(700);
});

test('two concurrent primings of the same run leave one', async () => {
  const { submit, close } = openPipeline();
  await submit(points(0, 700));
  await createUnprimed();
  await prime(async (at) => {
    if (at === 3) await prime(async () => {});
  });
  await submit(points(700, 705));
  await close();
  expect(await whatIsStored()).toEqual(await inOrder(700, 705));
});

test('a detector that is changed or disabled in the meantime is not primed as it was', async () => {
  const { submit, close } = openPipeline();
  await submit(points(0, 700));
  await createUnprimed();
  await prime(async (at) => {
    if (at === 3) await database().detector.updateMany({ data: { revision: { increment: 1 } } });
  });
  expect(await database().detectorRun.count()).toBe(0);
  await prime(async (at) => {
    if (at === 3) await database().detector.updateMany({ data: { enabled: false } });
  });
  await close();
  expect(await database().detectorRun.count()).toBe(0);
});

import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { database } from '@/lib/db/client';
import { IngestDatabase } from '@/lib/db/ingest-database';
import { createBehaviour } from '@/lib/monitoring';
import type { PointInput } from '@/lib/schemas/metrics';
import { operator } from '@/lib/services/call';
import { createDetector } from '@/lib/services/detectors/create-detector';
import { emptyDatabase, withTestDatabase } from '../../helpers/app-database';
import { countAllReadings, openPipeline, whatIsStored } from '../../helpers/ingest';
import { openProxy } from '../../helpers/tcp-proxy';

// Whole runs of a pipeline, several a test, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });
withTestDatabase();
beforeEach(emptyDatabase);

const start = Date.parse('2026-01-01T00:00:00Z');
const minute = 60_000;

function point(model: string, index: number, value: number): PointInput {
  return { model_id: model, metric: 'accuracy', value, ts: start + index * minute };
}

/** A calm level with a fall in the middle, the same for the same seed. */
function fallingSeries(model: string, length: number, seed: number): PointInput[] {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length }, (_, index) =>
    point(model, index, (index % 400 < 250 ? 0.9 : 0.6) + 0.02 * (random() - 0.5)),
  );
}

const cusum = {
  name: 'accuracy',
  model_pattern: '*',
  metric_pattern: 'accuracy',
  method: 'cusum',
  params: { reference_size: 30 },
};

const watchAccuracy = () => createDetector({ actor: operator, input: cusum });

/** Pieces of irregular sizes, as an application under changing load would send them. */
function inPieces(points: PointInput[], sizes: number[]): PointInput[][] {
  const pieces = [];
  for (let at = 0, turn = 0; at < points.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    pieces.push(points.slice(at, at + size));
    at += size;
  }
  return pieces;
}

async function storedAfter(work: (submit: ReturnType<typeof openPipeline>['submit']) => Promise<unknown>) {
  await emptyDatabase();
  await watchAccuracy();
  const { submit, close } = openPipeline();
  await work(submit);
  await close();
  return whatIsStored();
}

describe('group commit', () => {
  test('requests that share commits leave what they leave one by one', async () => {
    const pieces = inPieces(fallingSeries('a', 700, 1), [1, 7, 40]);
    const others = inPieces(fallingSeries('b', 500, 2), [13, 1]);
    const mixed = pieces.flatMap((piece, index) => [piece, ...(others[index] ? [others[index]] : [])]);
    const alone = await storedAfter(async (submit) => {
      for (const piece of mixed) await submit(piece);
    });
    const together = await storedAfter((submit) => Promise.all(mixed.map((piece) => submit(piece))));
    expect(together).toEqual(alone);
    expect(alone.incidents.length).toBeGreaterThan(1);
  });

  test('what is late, a duplicate or a conflict does not depend on who shares a commit', async () => {
    const requests = fc.array(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.constantFrom(0.5, 0.9)), {
        minLength: 1,
        maxLength: 4,
      }),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(requests, async (given) => {
        const bodies = given.map((one) => one.map(([index, value]) => point('a', index, value)));
        const alone: unknown[] = [];
        const one = await storedAfter(async (submit) => {
          for (const body of bodies) alone.push(await submit(body));
        });
        let together: unknown[] = [];
        const all = await storedAfter(async (submit) => {
          together = await Promise.all(bodies.map((body) => submit(body)));
        });
        expect(together).toEqual(alone);
        expect(all).toEqual(one);
      }),
      { seed: 7, numRuns: 8 },
    );
  });

  test('a request that fails does not take others with it', async () => {
    const db = database();
    await db.$executeRaw`CREATE FUNCTION refuse_666() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN IF NEW.value = 666 THEN RAISE EXCEPTION ''refused''; END IF; RETURN NEW; END'`;
    await db.$executeRaw`CREATE TRIGGER refuse_666 BEFORE INSERT ON points FOR EACH ROW EXECUTE FUNCTION refuse_666()`;
    const { submit, close } = openPipeline();
    const outcomes = await Promise.allSettled([
      submit([point('a', 0, 1)]),
      submit([point('b', 0, 666), point('c', 0, 1)]),
      submit([point('d', 0, 1)]),
    ]);
    await db.$executeRaw`DROP TRIGGER refuse_666 ON points`;
    await db.$executeRaw`DROP FUNCTION refuse_666`;
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await db.series.findMany({ orderBy: { modelId: 'asc' } })).map(({ modelId }) => modelId)).toEqual(
      ['a', 'd'],
    );
    expect(await submit([point('c', 0, 1)])).toMatchObject({ accepted: 1 });
    await close();
  });

  test('a full queue refuses what does not fit, and stores all that it took', async () => {
    const { submit, close } = openPipeline({ queuePoints: 50 });
    const bodies = Array.from({ length: 10 }, (_, index) => [
      ...Array.from({ length: 20 }, (__, at) => point('a', index * 20 + at, 1)),
    ]);
    const outcomes = await Promise.allSettled(bodies.map((body) => submit(body)));
    const taken = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(taken).toBe(2);
    for (const outcome of outcomes.slice(2)) {
      expect(outcome).toMatchObject({ reason: { code: 'LIMIT_EXCEEDED', retryable: true } });
    }
    expect(await database().point.count()).toBe(40);
    await close();
  });

  test('closing answers what waits and refuses what comes after', async () => {
    const { submit, close } = openPipeline();
    const waiting = [submit([point('a', 0, 1)]), submit([point('a', 1, 1)])];
    const closed = close();
    await expect(submit([point('a', 2, 1)])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await Promise.all(waiting)).toHaveLength(2);
    await closed;
    expect(await database().point.count()).toBe(2);
  });
});

describe('states', () => {
  test('a restart at any point goes on as if there had been none', async () => {
    const points = fallingSeries('a', 2600, 3);
    const undisturbed = await storedAfter(async (submit) => {
      for (const piece of inPieces(points, [100])) await submit(piece);
    });
    await emptyDatabase();
    await watchAccuracy();
    // Before, at and after a checkpoint (1,024 points), and between single points.
    for (const piece of inPieces(points, [1, 1000, 23, 1, 1, 700, 350])) {
      const { submit, close } = openPipeline();
      await submit(piece);
      await close();
    }
    expect(await whatIsStored()).toEqual(undisturbed);
    const run = await database().detectorRun.findFirstOrThrow({ include: { series: true } });
    expect(run.checkpointTs?.getTime()).toBeLessThan(run.series.lastTs?.getTime() ?? 0);
  });

  test('two instances that take turns on a series do what one does', async () => {
    const pieces = inPieces(fallingSeries('a', 900, 4), [3, 1, 90]);
    const one = await storedAfter(async (submit) => {
      for (const piece of pieces) await submit(piece);
    });
    await emptyDatabase();
    await watchAccuracy();
    const instances = [openPipeline(), openPipeline()];
    for (const [index, piece] of pieces.entries()) await instances[index % 2]?.submit(piece);
    for (const { close } of instances) await close();
    expect(await whatIsStored()).toEqual(one);
  });

  test('a memory too small for the states changes nothing but the speed', async () => {
    const models = ['a', 'b', 'c', 'd'].map((model, index) =>
      inPieces(fallingSeries(model, 400, index), [37]),
    );
    const run = async (stateCacheBytes: number) => {
      await emptyDatabase();
      await watchAccuracy();
      const { submit, close, pipeline } = openPipeline({ stateCacheBytes });
      for (let at = 0; at < 11; at += 1) for (const pieces of models) await submit(pieces[at] ?? []);
      const { liveSeries } = pipeline.status;
      await close();
      return { stored: await whatIsStored(), liveSeries };
    };
    const roomy = await run(2 ** 26);
    const tight = await run(1);
    expect(tight.stored).toEqual(roomy.stored);
    expect([roomy.liveSeries, tight.liveSeries]).toEqual([4, 1]);
  });

  test('evidence made from a checkpoint gives its reading again', async () => {
    await watchAccuracy();
    const { submit, close } = openPipeline();
    for (const piece of inPieces(fallingSeries('a', 700, 5), [50])) await submit(piece);
    await close();
    const incidents = await database().incident.findMany();
    expect(incidents.length).toBeGreaterThan(0);
    for (const incident of incidents) {
      // biome-ignore lint/suspicious/noExplicitAny: the JSON of evidence
      const evidence = incident.evidence as any;
      const { method } = createBehaviour('cusum', evidence.detector.params, 'higher_is_better');
      const reading = method.update(
        evidence.state_before,
        evidence.point.value,
        Date.parse(evidence.point.ts),
      );
      expect(reading).toEqual(evidence.reading);
    }
  });

  test('thousands of episodes in one request are a handful of statements', async () => {
    await createDetector({
      actor: operator,
      input: { ...cusum, method: 'static_threshold', params: { lower: 0.5 } },
    });
    const { submit, close } = openPipeline();
    const result = await submit(Array.from({ length: 4000 }, (_, index) => point('a', index, index % 2)));
    await close();
    expect(result.detected_count).toBe(2000);
    expect(result.detected).toHaveLength(1000);
    expect(await database().incident.count({ where: { state: 'resolved' } })).toBe(2000);
    expect(await database().jobReason.count()).toBe(2000);
    expect(await database().retrainJob.count()).toBe(1);
  });
});

describe('replacing', () => {
  test('a value takes the place of the stored one, in points and rollups, and states go on as they were', async () => {
    const points = fallingSeries('a', 500, 6);
    await watchAccuracy();
    const first = openPipeline();
    await first.submit(points.slice(0, 200));
    const result = await first.submit([point('a', 150, 0.1), point('a', 199, 0.2), point('a', 5, 0.9)], {
      onConflict: 'replace',
    });
    expect(result).toMatchObject({ replaced: 3, accepted: 0, conflict: 0 });
    await first.close();
    const db = database();
    const series = await db.series.findFirstOrThrow();
    expect(series).toMatchObject({ pointCount: 200n, lastValue: 0.2 });
    const day = await db.rollup.findFirstOrThrow({ where: { stepSeconds: 86_400 } });
    expect(day).toMatchObject({ count: 200, min: 0.1, last: 0.2 });
    const second = openPipeline();
    for (const piece of inPieces(points.slice(200), [60])) await second.submit(piece);
    await second.close();
    const replaced = await whatIsStored();
    const without = await storedAfter(async (submit) => {
      await submit(points.slice(0, 200));
      for (const piece of inPieces(points.slice(200), [60])) await submit(piece);
    });
    expect(replaced.readings).toEqual(without.readings);
    expect(replaced.states).toEqual(without.states);
  });
});

describe('idempotency keys', () => {
  const keyed = (key: string, bodyHash: string) => ({ idempotency: { key, bodyHash } });

  test('the same key and body get the first answer, also at the same moment and after a restart', async () => {
    const { submit, close } = openPipeline();
    const body = [point('a', 0, 1), point('a', 1, 2)];
    const answers = await Promise.all([submit(body, keyed('k', 'h')), submit(body, keyed('k', 'h'))]);
    expect(answers[0]).toMatchObject({ accepted: 2, duplicate: 0 });
    expect(answers[1]).toEqual(answers[0]);
    await close();
    const restarted = openPipeline();
    expect(await restarted.submit(body, keyed('k', 'h'))).toEqual(answers[0]);
    await restarted.close();
    expect((await database().series.findFirstOrThrow()).duplicateCount).toBe(0n);
  });

  test('the same key with another body is refused and stores nothing', async () => {
    const { submit, close } = openPipeline();
    await submit([point('a', 0, 1)], keyed('k', 'h'));
    const other = submit([point('b', 0, 1)], keyed('k', 'other'));
    await expect(other).rejects.toMatchObject({ code: 'NOT_ALLOWED_NOW' });
    expect(await database().model.count()).toBe(1);
    await close();
  });
});

describe('the database', () => {
  test('a lost connection is UNAVAILABLE or made up for, and the next request is served', async () => {
    await watchAccuracy();
    const { submit, close } = openPipeline();
    await submit([point('a', 0, 0.9)]);
    await database().$queryRaw`SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
      WHERE application_name = 'driftwatch ingest' AND datname = current_database()`;
    const outcomes = await Promise.allSettled([submit([point('a', 1, 0.9)])]);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason.code).toBe('UNAVAILABLE');
    }
    const again = await submit([point('a', 1, 0.9), point('a', 2, 0.9)]);
    expect(again.accepted + again.duplicate).toBe(2);
    await close();
    expect(await countAllReadings()).toBe(3);
  });

  test('that falls silent is given up, and the next request is served', async () => {
    const proxy = await openProxy(process.env.DATABASE_URL ?? '');
    const connections = new IngestDatabase(proxy.url, 1, 1500);
    const { submit, close } = openPipeline({ database: connections });
    await submit([point('a', 0, 0.9)]);
    proxy.silence();
    await expect(submit([point('a', 1, 0.9)])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    proxy.speak();
    expect(await submit([point('a', 1, 0.9)])).toMatchObject({ accepted: 1 });
    await close();
    await connections.close();
    await proxy.close();
  });

  test('that gives up on a statement is UNAVAILABLE for all of the flush, since each alone would wait as long', async () => {
    const db = database();
    await db.$executeRaw`CREATE FUNCTION give_up() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN RAISE EXCEPTION ''too long'' USING ERRCODE = ''57014''; END'`;
    await db.$executeRaw`CREATE TRIGGER give_up BEFORE INSERT ON points FOR EACH ROW WHEN (NEW.value = 666)
      EXECUTE FUNCTION give_up()`;
    const { submit, close } = openPipeline();
    const outcomes = await Promise.allSettled([submit([point('a', 0, 1)]), submit([point('b', 0, 666)])]);
    await db.$executeRaw`DROP TRIGGER give_up ON points`;
    await db.$executeRaw`DROP FUNCTION give_up`;
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: 'UNAVAILABLE' } });
    await close();
  });

  test('that is too busy to prime a detector lets it be made; the next point primes it', async () => {
    const db = database();
    const { submit, close } = openPipeline();
    await submit(fallingSeries('a', 100, 3));
    await db.$executeRaw`CREATE FUNCTION give_up() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN RAISE EXCEPTION ''too long'' USING ERRCODE = ''57014''; END'`;
    await db.$executeRaw`CREATE TRIGGER give_up BEFORE INSERT ON reading_chunks EXECUTE FUNCTION give_up()`;
    const made = await watchAccuracy();
    await db.$executeRaw`DROP TRIGGER give_up ON reading_chunks`;
    await db.$executeRaw`DROP FUNCTION give_up`;
    expect(made.enabled).toBe(true);
    expect(await db.detectorRun.count()).toBe(0);
    await submit([point('a', 100, 0.9)]);
    expect(await countAllReadings()).toBe(101);
    await close();
  });

  test('that goes away while a refused batch is done one by one is not waited for by each', async () => {
    // The app's database may come from another copy of the code than its pipeline.
    vi.resetModules();
    const { DriftwatchError } = await import('@/lib/errors');
    let attempts = 0;
    const leaving = {
      inTransaction: async () => {
        attempts += 1;
        // The detectors are loaded first.
        if (attempts === 1) return;
        throw attempts === 2 ? new Error('one of these is bad') : new DriftwatchError('UNAVAILABLE', 'gone');
      },
    } as unknown as IngestDatabase;
    const { submit, close } = openPipeline({ database: leaving });
    const outcomes = await Promise.allSettled(
      ['a', 'b', 'c', 'd'].map((model) => submit([point(model, 0, 1)])),
    );
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: 'UNAVAILABLE' } });
    expect(attempts).toBe(3);
    await close();
  });

  test('a statement that cannot even be sent leaves the connection as good as new', async () => {
    const connections = new IngestDatabase(process.env.DATABASE_URL ?? '', 1);
    const unsendable = {
      toPostgres: () => {
        throw new Error('cannot be sent');
      },
    };
    const select = (value: unknown) =>
      connections.inTransaction(async (sql, turn) => turn.alongCommit([sql('SELECT $1::text', [value])]));
    await expect(select(unsendable)).rejects.toThrow('cannot be sent');
    await select('fine');
    await connections.close();
  });

  test('a post that waits for the lock of its series does not hold up those of others', async () => {
    const { pipeline, submit, close } = openPipeline();
    await submit([point('a', 0, 1), point('b', 0, 1)]);
    let unlock: () => void = () => {};
    const released = new Promise<void>((resolve) => {
      unlock = resolve;
    });
    let isLocked: () => void = () => {};
    const locked = new Promise<void>((resolve) => {
      isLocked = resolve;
    });
    const other = database().$transaction(async (tx) => {
      await tx.$queryRaw`SELECT FROM series WHERE model_id = 'a' FOR UPDATE`;
      isLocked();
      await released;
    });
    await locked;
    const waiting = submit([point('a', 1, 1)]);
    // In a flush of its own.
    while (pipeline.status.flushing === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(await submit([point('b', 1, 1)])).toMatchObject({ accepted: 1 });
    unlock();
    expect(await waiting).toMatchObject({ accepted: 1 });
    await other;
    await close();
  });

  test('counts on where 32 bits end', async () => {
    const { submit, close } = openPipeline();
    await submit([point('a', 0, 1)]);
    const end = 2 ** 31 - 1;
    await database()
      .$executeRaw`UPDATE series SET point_count = ${end}, late_count = ${end}, duplicate_count = ${end},
      conflict_count = ${end}, version = ${end}`;
    const post = () => submit([point('a', 1, 1), point('a', -1, 1), point('a', 0, 1), point('a', 0, 2)]);
    expect(await post()).toMatchObject({ accepted: 2, duplicate: 1, conflict: 1, late: 1 });
    await submit([point('a', 2, 1)]);
    expect(await database().series.findFirstOrThrow()).toMatchObject({
      pointCount: BigInt(end + 3),
      lateCount: BigInt(end + 1),
      duplicateCount: BigInt(end + 1),
      conflictCount: BigInt(end + 1),
      version: BigInt(end + 2),
    });
    await close();
  });

  test('detectors are primed one after the other, so posts keep their connections', async () => {
    const connections = new IngestDatabase(process.env.DATABASE_URL ?? '', 1);
    let running = 0;
    let most = 0;
    const work = async (fails: boolean) => {
      running += 1;
      most = Math.max(most, running);
      await connections.inTransaction((sql) => sql('SELECT 1', []));
      running -= 1;
      if (fails) throw new Error('one that fails');
    };
    const outcomes = await Promise.allSettled(
      [false, true, false].map((fails) => connections.runSerially(() => work(fails))),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(most).toBe(1);
    await connections.close();
  });

  test('series beyond the cap refuse only the request that brings them, and say so', async () => {
    const { submit, close } = openPipeline({ maxSeries: 3 });
    await submit([point('a', 0, 1), point('b', 0, 1)]);
    const outcomes = await Promise.allSettled([
      submit([point('c', 0, 1), point('d', 0, 1)]),
      submit([point('a', 1, 1), point('e', 0, 1)]),
      submit([point('f', 0, 1)]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
    expect(outcomes[0]).toMatchObject({
      reason: {
        code: 'LIMIT_EXCEEDED',
        retryable: false,
        message: expect.stringContaining('MAX_SERIES is 3'),
      },
    });
    expect(await database().series.count()).toBe(3);
    expect(await database().point.count()).toBe(4);
    await close();
  });
});

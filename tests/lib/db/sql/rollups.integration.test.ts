import fc from 'fast-check';
import pg from 'pg';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { database } from '@/lib/db/client';
import { rollUp, rollupSteps } from '@/lib/db/roll-up';
import { recomputeRollups, upsertRollups } from '@/lib/db/sql/rollups';
import { pgRunner, prismaRunner } from '@/lib/db/sql-runner';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';

withTestDatabase();
beforeEach(emptyDatabase);

const noon = Date.UTC(2026, 0, 31, 12);

interface Point {
  seriesId: number;
  tsMs: number;
  value: number;
  late: boolean;
}

const sql = () => prismaRunner(database());

function store(points: Point[]) {
  return sql()(
    `INSERT INTO points (series_id, ts, value, received_at, late)
     SELECT series_id, to_timestamp(ts / 1000), value, now(), late
     FROM unnest($1::int[], $2::float8[], $3::float8[], $4::bool[]) AS incoming(series_id, ts, value, late)`,
    [
      points.map((point) => point.seriesId),
      points.map((point) => point.tsMs),
      points.map((point) => point.value),
      points.map((point) => point.late),
    ],
  );
}

const stored = async () => {
  const rows = await database().rollup.findMany({
    orderBy: [{ stepSeconds: 'asc' }, { seriesId: 'asc' }, { bucket: 'asc' }],
  });
  return rows.map(({ bucket, lastTs, ...row }) => ({
    ...row,
    bucketMs: bucket.getTime(),
    lastMs: lastTs.getTime(),
  }));
};

const inOrder = (points: Point[]) =>
  rollUp(points, rollupSteps).sort(
    (a, b) => a.stepSeconds - b.stepSeconds || a.seriesId - b.seriesId || a.bucketMs - b.bucketMs,
  );

/**
 * Posts a batch as the pipeline does: new times are stored and added, a known time keeps or replaces its
 * value.
 */
async function post(held: Map<string, Point>, batch: Point[], replace: boolean) {
  const fresh: Point[] = [];
  const replaced: Point[] = [];
  for (const point of batch) {
    const key = `${point.seriesId} ${point.tsMs}`;
    const known = held.get(key);
    if (!known) {
      held.set(key, point);
      fresh.push(point);
    } else if (replace && known.value !== point.value && !fresh.includes(known)) {
      known.value = point.value;
      replaced.push(known);
    }
  }
  await store(fresh);
  await upsertRollups(sql(), rollUp(fresh, rollupSteps));
  for (const { seriesId, tsMs, value } of replaced) {
    await sql()(
      'UPDATE points SET value = $3 WHERE series_id = $1::int AND ts = to_timestamp($2::float8 / 1000)',
      [seriesId, tsMs, value],
    );
  }
  await recomputeRollups(sql(), replaced);
}

const pointArbitrary = fc.record({
  seriesId: fc.integer({ min: 1, max: 3 }),
  // Few enough times that some repeat, over two days.
  tsMs: fc.integer({ min: 0, max: 400 }).map((minutes) => noon + minutes * 7 * 60_000 - (minutes % 3)),
  // Whole numbers, so that a sum does not depend on its order.
  value: fc.integer({ min: -1000, max: 1000 }),
  late: fc.boolean(),
});
const batchesArbitrary = fc.array(
  fc.record({ points: fc.array(pointArbitrary, { maxLength: 60 }), replace: fc.boolean() }),
  { minLength: 1, maxLength: 6 },
);

test('equal a recomputation from the points under duplicates, late points and replaced values', async () => {
  await fc.assert(
    fc.asyncProperty(batchesArbitrary, async (batches) => {
      await emptyDatabase();
      const held = new Map<string, Point>();
      for (const { points, replace } of batches) await post(held, points, replace);
      expect(await stored()).toEqual(inOrder([...held.values()]));
    }),
    { seed: 20260131, numRuns: 40 },
  );
});

describe('adding', () => {
  const early = { seriesId: 1, tsMs: noon, value: 7, late: false };

  it('keeps the last value of the newest point when an older one arrives later', async () => {
    await upsertRollups(sql(), rollUp([{ ...early, tsMs: noon + 1000 }], [300]));
    await upsertRollups(sql(), rollUp([{ ...early, value: 1, late: true }], [300]));
    expect(await stored()).toMatchObject([
      { count: 2, lateCount: 1, sum: 8, min: 1, max: 7, last: 7, lastMs: noon + 1000 },
    ]);
  });

  it('never fails on values whose sum would overflow', async () => {
    const huge = [1, 2, 3].map((ms) => ({ ...early, tsMs: noon + ms, value: -1.7e308 }));
    for (const point of huge) await upsertRollups(sql(), rollUp([point], [300]));
    await store(huge);
    expect(await stored()).toMatchObject([{ count: 3, min: -1.7e308, sum: expect.closeTo(-3e298, -285) }]);
    await recomputeRollups(sql(), huge);
    expect((await stored())[0]).toMatchObject({ count: 3, min: -1.7e308, sum: expect.closeTo(-3e298, -285) });
  });

  it('works with the driver and with Prisma, using prepared statements', async () => {
    const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await client.connect();
    const points = [0, 1, 2].map((ms) => ({ ...early, tsMs: noon + ms, value: ms }));
    for (const point of points) await upsertRollups(pgRunner(client), rollUp([point], rollupSteps));
    const [row] = await pgRunner(client)<{ sum: number; count: number; bucket: Date }>(
      'SELECT sum, count, bucket FROM rollups WHERE step_seconds = $1',
      [300],
    );
    await client.end();
    expect(row).toEqual({ sum: 3, count: 3, bucket: new Date(noon) });
    expect(await stored()).toEqual(inOrder(points));
  });

  it('accepts no rows', async () => {
    await upsertRollups(sql(), []);
    await recomputeRollups(sql(), []);
    expect(await stored()).toEqual([]);
  });
});

test('a bucket from which retention has deleted points is not recomputed from the rest', async () => {
  const points = [1, 2, 3].map((ms) => ({ seriesId: 1, tsMs: noon + ms, value: ms, late: false }));
  await upsertRollups(sql(), rollUp(points, [300]));
  await store(points.slice(2));
  await recomputeRollups(sql(), points.slice(2));
  expect((await stored()).filter((row) => row.stepSeconds === 300)).toMatchObject([
    { count: 3, sum: 6, min: 1 },
  ]);
});

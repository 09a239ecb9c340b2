import { expect, test, vi } from 'vitest';
import { database } from '@/lib/db/client';
import { IngestDatabase } from '@/lib/db/ingest-database';
import type { SqlRunner } from '@/lib/db/sql-runner';
import { withTestDatabase } from '../../helpers/app-database';
import { openPipeline } from '../../helpers/ingest';

vi.setConfig({ testTimeout: 120_000 });
withTestDatabase();

/** A database that adds up the characters it is sent and the rows it answers. */
function countingDatabase() {
  const url = process.env.DATABASE_URL as string;
  const counted = { statements: 0, characters: 0, rows: 0 };
  class Counting extends IngestDatabase {
    override inTransaction<Result>(work: Parameters<IngestDatabase['inTransaction']>[0]): Promise<Result> {
      return super.inTransaction((sql, turn) => {
        const counting: SqlRunner = async <Row>(text: string, values: unknown[]) => {
          counted.statements += 1;
          counted.characters += values.reduce<number>((sum, value) => sum + String(value).length, 0);
          const rows = await sql<Row>(text, values);
          counted.rows += rows.length;
          return rows;
        };
        return work(counting, turn);
      }) as Promise<Result>;
    }
  }
  return { counted, connections: new Counting(url, 4) };
}

test('a post costs the same with ten thousand detectors on other models as with none', async () => {
  const { counted, connections } = countingDatabase();
  const { submit, close } = openPipeline({ database: connections });
  let minute = 0;
  const post = async (key?: string) => {
    const before = { ...counted };
    const ts = Date.parse('2026-01-01T00:00:00Z') + 60_000 * minute++;
    const idempotency = key === undefined ? undefined : { key, bodyHash: key };
    await submit([{ model_id: 'mine', metric: 'accuracy', value: 0.9, ts }], {
      ...(idempotency && { idempotency }),
    });
    return {
      statements: counted.statements - before.statements,
      characters: counted.characters - before.characters,
      rows: counted.rows - before.rows,
    };
  };
  await post();
  await post('a');
  const plain = await post();
  const withKey = await post('b');
  await database().$executeRaw`
    INSERT INTO detectors (id, name, model_pattern, metric_pattern, method, params, updated_at)
    SELECT gen_random_uuid(), 'detector ' || at, 'model ' || at, 'accuracy', 'cusum', '{}', now()
    FROM generate_series(1, 10000) AS at`;
  // They are read once, by the next post that finds them changed.
  expect((await post()).rows).toBeGreaterThan(10_000);
  // After a surprise, posts look first for a while.
  for (let again = 0; again < 64; again++) await post();
  const expectSame = (now: typeof plain, before: typeof plain) => {
    expect(now.statements).toBe(before.statements);
    expect(now.rows).toBe(before.rows);
    expect(Math.abs(now.characters - before.characters)).toBeLessThan(50);
  };
  expectSame(await post(), plain);
  expectSame(await post('c'), withKey);
  await close();
  await connections.close();
});

test('a detector that changes is noticed by the next post, whoever changed it and however', async () => {
  const { submit, close } = openPipeline();
  const post = (minute: number, value: number) =>
    submit([
      { model_id: 'other', metric: 'loss', value, ts: Date.parse('2026-01-02T00:00:00Z') + 60_000 * minute },
    ]);
  const insert = () => database().$executeRaw`
    INSERT INTO detectors (id, name, model_pattern, metric_pattern, method, params, updated_at)
    VALUES (gen_random_uuid(), 'limit', 'other', 'l*', 'static_threshold', '{"upper": 1}', now())`;
  const detections = async (minute: number) => (await post(minute, 2)).detected_count;
  // Calm, so that the drift is news to a detector that is primed on it.
  await post(0, 0.5);
  await insert();
  expect(await detections(1)).toBe(1);
  await database().$executeRaw`UPDATE detectors SET enabled = false WHERE name = 'limit'`;
  await database().$executeRaw`DELETE FROM detectors WHERE name = 'limit'`;
  expect(await detections(2)).toBe(0);
  await close();
});

test('a detector of others that changes costs a series nothing that it had in memory', async () => {
  const { counted, connections } = countingDatabase();
  const { submit, close } = openPipeline({ database: connections });
  let minute = 0;
  const post = (model = 'kept') => {
    const ts = Date.parse('2026-01-03T00:00:00Z') + 60_000 * minute++;
    return submit([{ model_id: model, metric: 'f1', value: 0.9, ts }]);
  };
  const insert = (model: string) => database().$executeRaw`
    INSERT INTO detectors (id, name, model_pattern, metric_pattern, method, params, updated_at)
    VALUES (gen_random_uuid(), ${model}, ${model}, 'f1', 'static_threshold', '{"upper": 2}', now())`;
  await insert('kept');
  for (let at = 0; at < 60; at += 1) await post();
  await insert('others');
  // Finds it changed.
  await post('first');
  counted.rows = 0;
  await post();
  // No state, and no points to be replayed.
  expect(counted.rows).toBeLessThan(10);
  await insert('kept*');
  await post();
  expect(await database().detectorRun.count({ where: { series: { modelId: 'kept' } } })).toBe(2);
  await close();
  await connections.close();
});

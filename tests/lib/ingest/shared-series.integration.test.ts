import { beforeEach, expect, test } from 'vitest';
import { IngestDatabase, type RoundTrip } from '@/lib/db/ingest-database';
import type { SqlRunner } from '@/lib/db/sql-runner';
import { seededRandom } from '@/lib/stats/seeded-random';
import { emptyDatabase, withTestDatabase } from '../../helpers/app-database';
import { openPipeline, whatIsStored } from '../../helpers/ingest';

withTestDatabase();
beforeEach(emptyDatabase);

/** Counts transactions that are done again: each has left an error in PostgreSQL's log. */
class CountingDatabase extends IngestDatabase {
  repeats = 0;

  override inTransaction<Result>(work: (sql: SqlRunner, turn: RoundTrip) => Promise<Result>) {
    return super.inTransaction((sql, turn) => {
      if (turn.attempt > 1) this.repeats += 1;
      return work(sql, turn);
    });
  }
}

const postCount = 300;

/** Posts that each go to one of two instances; how many transactions failed. */
async function failuresOf(instanceOf: (index: number) => number): Promise<number> {
  const databases = [1, 2].map(() => new CountingDatabase(process.env.DATABASE_URL ?? '', 2));
  const instances = databases.map((database) => openPipeline({ database }));
  for (let index = 0; index < postCount; index++) {
    await instances[instanceOf(index)]?.submit([
      { model_id: 'a', metric: 'b', value: index, ts: index * 1000 },
    ]);
  }
  for (const instance of instances) await instance.close();
  for (const database of databases) await database.close();
  expect((await whatIsStored()).points).toHaveLength(postCount);
  return databases.reduce((sum, { repeats }) => sum + repeats, 0);
}

test('two instances that take turns on a series do a transaction again once each, not at every post', async () => {
  expect(await failuresOf((index) => index % 2)).toBeLessThanOrEqual(2);
});

test('nor do they when it is chance which one gets a post', async () => {
  const random = seededRandom('which instance');
  expect(await failuresOf(() => (random() < 0.5 ? 0 : 1))).toBeLessThanOrEqual(4);
});

test('one instance alone never does', async () => {
  expect(await failuresOf(() => 0)).toBe(0);
});

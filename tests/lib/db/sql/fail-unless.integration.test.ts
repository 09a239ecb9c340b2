import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { IngestDatabase } from '@/lib/db/ingest-database';
import { failUnless, orAgain } from '@/lib/db/sql/fail-unless';
import type { SqlRunner } from '@/lib/db/sql-runner';
import { createTestDatabase, type TestDatabase } from '../../../helpers/database';

let own: TestDatabase;
let ingest: IngestDatabase;

beforeAll(async () => {
  own = await createTestDatabase();
  ingest = new IngestDatabase(own.url, 1);
});
afterAll(async () => {
  await ingest.close();
  await own.drop();
});
beforeEach(() => ingest.inTransaction((sql) => sql('DELETE FROM models', [])));

const modelCount = async () => {
  const [row] = await ingest.inTransaction((sql) =>
    sql<{ count: number }>('SELECT count(*)::int AS count FROM models', []),
  );
  return row?.count;
};

const check = (sql: SqlRunner, isTrue: boolean | null) =>
  orAgain(sql(`SELECT ${failUnless('$1::bool')}`, [isTrue]), 'it is not so');

test.each([false, null])('a condition that is %s undoes the statements sent after it', async (isTrue) => {
  const attempts: number[] = [];
  await ingest.inTransaction(async (sql, { attempt, alongCommit }) => {
    attempts.push(attempt);
    // Nothing of the second attempt is stored twice if the first one was undone.
    const held = check(sql, attempt === 1 ? isTrue : true);
    alongCommit([held, sql("INSERT INTO models (id) VALUES ('sent after it')", [])]);
  });
  expect(attempts).toEqual([1, 2]);
  expect(await modelCount()).toBe(1);
});

test('a condition that never becomes true stores nothing and says why', async () => {
  const work = ingest.inTransaction(async (sql, { alongCommit }) => {
    alongCommit([check(sql, false), sql("INSERT INTO models (id) VALUES ('never')", [])]);
  });
  await expect(work).rejects.toThrow('it is not so');
  expect(await modelCount()).toBe(0);
});

test('another failure of the statement is reported as it is', async () => {
  const work = ingest.inTransaction((sql) =>
    orAgain(sql(`SELECT ${failUnless('$1::bool')}`, ['x']), 'not so'),
  );
  await expect(work).rejects.toThrow('invalid input syntax for type boolean');
});

import { RETRYABLE_ERROR_CODES } from 'graphile-worker/dist/lib.js';
import type { PoolClient } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WorkerPool } from '@/lib/db/worker-pool';
import { createTestDatabase, type TestDatabase, unusedDatabaseUrl } from '../../helpers/database';

let own: TestDatabase;
let pool: WorkerPool;
let client: PoolClient;

beforeAll(async () => {
  own = await createTestDatabase();
  pool = new WorkerPool({ connectionString: own.url, max: 1 });
  client = await pool.connect();
});
afterAll(async () => {
  client.release();
  await pool.end();
  await own.drop();
});

const failWith = (code: string) => `DO $$ BEGIN RAISE 'not now' USING ERRCODE = '${code}'; END $$`;
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

test('a failure that may pass has a code for which the job library tries again, and the cause', async () => {
  const failure = await failureOf(client.query(failWith('53100')));
  expect(failure).toMatchObject({ message: 'not now', cause: { code: '53100' } });
  expect(RETRYABLE_ERROR_CODES).toHaveProperty((failure as { code: string }).code);
});

test('so has a connection that cannot be made', async () => {
  const away = new WorkerPool({ connectionString: unusedDatabaseUrl(), max: 1 });
  const failure = await failureOf(away.connect());
  expect(failure).toMatchObject({ cause: { code: '3D000' } });
  expect(RETRYABLE_ERROR_CODES).toHaveProperty((failure as { code: string }).code);
  await away.end();
});

test('any other failure is reported as it is, and answers are not changed', async () => {
  expect(await failureOf(client.query(failWith('23505')))).toMatchObject({ code: '23505' });
  expect((await client.query('SELECT $1::int AS one', [1])).rows).toEqual([{ one: 1 }]);
});

test('the pool can ask with a callback', async () => {
  const several = new WorkerPool({ connectionString: own.url, max: 1 });
  expect((await several.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await several.end();
});

test('a connection that is asked for after the end never comes, and fails nobody', async () => {
  const ended = new WorkerPool({ connectionString: own.url, max: 1 });
  await ended.end();
  const settled = failureOf(ended.connect()).then(() => 'settled');
  expect(await Promise.race([settled, new Promise((resolve) => setImmediate(resolve, 'waiting'))])).toBe(
    'waiting',
  );
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectDatabase, type Database, type Transaction } from '@/lib/db/client';
import { IngestDatabase } from '@/lib/db/ingest-database';
import { prismaRunner, type SqlRunner } from '@/lib/db/sql-runner';
import { inSnapshot, inTransaction } from '@/lib/db/transaction';
import { toUnavailable } from '@/lib/db/unavailable';
import { waitUntil } from '@/lib/postgres/wait-until';
import { createTestDatabase, type TestDatabase } from '../../helpers/database';
import { openProxy } from '../../helpers/tcp-proxy';

let own: TestDatabase;
let other: Database;
let prisma: Database;
let ingest: IngestDatabase;

beforeAll(async () => {
  own = await createTestDatabase();
  other = connectDatabase(own.url);
  prisma = connectDatabase(own.url);
  ingest = new IngestDatabase(own.url, 1);
});
afterAll(async () => {
  await Promise.all([other.$disconnect(), prisma.$disconnect(), ingest.close()]);
  await own.drop();
});

const unavailable = expect.objectContaining({ code: 'UNAVAILABLE' });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no failure',
    (error) => toUnavailable(error) ?? error,
  );

/** Terminates the session from outside, and waits until it is gone. */
async function terminate(sql: SqlRunner) {
  const [session] = await sql<{ pid: number }>('SELECT pg_backend_pid() AS pid', []);
  const pid = session?.pid ?? 0;
  await other.$queryRaw`SELECT pg_terminate_backend(${pid}::int)::text`;
  const isGone = async () =>
    (await other.$queryRaw<[]>`SELECT FROM pg_stat_activity WHERE pid = ${pid}::int`).length === 0;
  expect(await waitUntil(isGone, 10_000)).toBe(true);
}

const insert = (sql: SqlRunner) => sql("INSERT INTO models (id) VALUES ('half')", []);

/** The places in a transaction where its session may end. */
const places: [string, (sql: SqlRunner) => Promise<unknown>][] = [
  ['before its first statement', terminate],
  ['after a write', (sql) => insert(sql).then(() => terminate(sql))],
  ['before a statement that then fails', (sql) => terminate(sql).then(() => insert(sql))],
  [
    'before several statements at once',
    (sql) => terminate(sql).then(() => Promise.all([insert(sql), insert(sql)])),
  ],
  ['by a statement', (sql) => sql('SELECT pg_terminate_backend(pg_backend_pid())::text', [])],
];

describe.each<[string, (work: (sql: SqlRunner) => Promise<unknown>) => Promise<unknown>]>([
  ['the app', (work) => inTransaction(prisma, (tx: Transaction) => work(prismaRunner(tx)))],
  ['a snapshot', (work) => inSnapshot(prisma, (tx: Transaction) => work(prismaRunner(tx)))],
  ['ingestion', (work) => ingest.inTransaction((sql) => work(sql))],
])('a transaction of %s whose session ends', (_, transact) => {
  test.each(places)('%s is UNAVAILABLE, stores nothing, and the next one succeeds', async (__, work) => {
    expect(await codeOf(transact(work))).toEqual(unavailable);
    expect(await other.model.count()).toBe(0);
    expect(await codeOf(transact((sql) => sql('SELECT 1', [])))).toBe('no failure');
  });
});

describe('a stopped server', () => {
  const count = (tx: Pick<Transaction, 'model'>) => tx.model.count();
  test.each<[string, (db: Database, stop: () => void) => Promise<unknown>]>([
    ['before a read', (db, stop) => Promise.resolve(stop()).then(() => count(db))],
    ['before a snapshot', (db, stop) => Promise.resolve(stop()).then(() => inSnapshot(db, count))],
    [
      'in a snapshot',
      (db, stop) =>
        inSnapshot(db, (tx) =>
          count(tx)
            .then(stop)
            .then(() => count(tx)),
        ),
    ],
    [
      'in a transaction',
      (db, stop) =>
        inTransaction(db, (tx) =>
          count(tx)
            .then(stop)
            .then(() => count(tx)),
        ),
    ],
  ])('%s makes it UNAVAILABLE, and its connection is not used again', async (_, work) => {
    const proxy = await openProxy(own.url);
    const db = connectDatabase(proxy.url, 1000);
    await count(db);
    expect(await codeOf(work(db, proxy.silence))).toEqual(unavailable);
    proxy.speak();
    // The old connection never answers, so only a new one can return this.
    expect(await codeOf(count(db))).toBe('no failure');
    await db.$disconnect();
    await proxy.close();
  });
});

test('a statement that takes too long is also cancelled in PostgreSQL', async () => {
  const [row] = await prisma.$queryRaw<
    { statement: string; idle: string }[]
  >`SELECT current_setting('statement_timeout') AS statement, current_setting('idle_in_transaction_session_timeout') AS idle`;
  expect(row).toEqual({ statement: '30s', idle: '5min' });
});

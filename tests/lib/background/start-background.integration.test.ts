import pg from 'pg';
import { beforeEach, expect, test } from 'vitest';
import { startBackground } from '@/lib/background/start-background';
import { database } from '@/lib/db/client';
import { migrate } from '@/lib/db/migrate';
import { withSessionLock } from '@/lib/db/session-lock';
import { emptyDatabase, withTestDatabase } from '../../helpers/app-database';

withTestDatabase();
beforeEach(emptyDatabase);

const url = () => process.env.DATABASE_URL ?? '';

test('several instances start and stop on one database, and its tables do not count as foreign', async () => {
  const started = await Promise.all([startBackground(url()), startBackground(url())]);
  await Promise.all(started.map((work) => work.stop()));
  const known = await database().$queryRaw<{ identifier: string }[]>`
    SELECT identifier FROM driftwatch_jobs._private_known_crontabs ORDER BY identifier`;
  expect(known.map(({ identifier }) => identifier)).toEqual([
    'announce-events',
    'apply-retention',
    'finish-deletions',
  ]);
  expect(await migrate({ connectionString: url(), folder: 'prisma/migrations' })).toEqual([]);
});

test('events are announced by one of them', async () => {
  const db = database();
  await db.$executeRaw`INSERT INTO audit_rows (actor, action, entity_type, entity_id, detail)
    VALUES ('system', 'incident.opened', 'incident', '00000000-0000-0000-0000-000000000000', '{}')`;
  await db.$executeRaw`INSERT INTO outbox SELECT id FROM audit_rows`;
  const work = await startBackground(url());
  await db.$executeRaw`SELECT driftwatch_jobs.add_job('announce-events')`;
  await expect.poll(() => db.outboxRow.count(), { timeout: 20_000 }).toBe(0);
  await work.stop();
});

test('a due job is done by one of them', async () => {
  await database().$executeRaw`
    INSERT INTO idempotency_keys (key, body_hash, answer, created_at) VALUES ('old', '', '{}', '2020-01-01')`;
  const work = await startBackground(url());
  await database().$executeRaw`SELECT driftwatch_jobs.add_job('apply-retention', queue_name := 'retention')`;
  await expect.poll(() => database().idempotencyKey.count(), { timeout: 20_000 }).toBe(0);
  await work.stop();
});

test('what a killed process has left of a deletion is deleted at the start', async () => {
  const db = database();
  await db.erasedSeries.create({ data: { seriesId: 1 } });
  const work = await startBackground(url());
  // Without it the next minute begins the deletion.
  await expect.poll(() => db.erasedSeries.count(), { timeout: 5000 }).toBe(0);
  await work.stop();
});

test('a task that another process is at is left to it, until that process is gone', async () => {
  const db = database();
  await db.$executeRaw`
    INSERT INTO idempotency_keys (key, body_hash, answer, created_at) VALUES ('old', '', '{}', '2020-01-01')`;
  const work = await startBackground(url());
  const addAndEnd = async () => {
    const [added] = await db.$queryRaw<{ id: string }[]>`
      SELECT id::text AS id FROM driftwatch_jobs.add_job('apply-retention')`;
    const isLeft = async () =>
      (
        await db.$queryRaw<
          unknown[]
        >`SELECT FROM driftwatch_jobs._private_jobs WHERE id = ${added?.id}::bigint`
      ).length;
    await expect.poll(isLeft, { timeout: 20_000 }).toBe(0);
  };
  const other = new pg.Client({ connectionString: url() });
  await other.connect();
  let end = () => {};
  const held = withSessionLock(
    other,
    'apply-retention',
    () => new Promise<void>((resolve) => (end = resolve)),
  );
  await addAndEnd();
  expect(await db.idempotencyKey.count()).toBe(1);
  // As after `kill -9`: the lock is not given back.
  await other.end();
  end();
  await expect(held).rejects.toThrow();
  await addAndEnd();
  expect(await db.idempotencyKey.count()).toBe(0);
  await work.stop();
});

test('if the database fails at the end of a job, for every worker, none of them stops for good', async () => {
  const db = database();
  const jobs = () =>
    db.$queryRaw<{ done: boolean }[]>`SELECT locked_at IS NULL AS done FROM driftwatch_jobs._private_jobs`;
  const work = await startBackground(url());
  await db.$executeRaw`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no space left' USING ERRCODE = '53100'; END $$`;
  await db.$executeRaw`CREATE TRIGGER fail BEFORE DELETE ON driftwatch_jobs._private_jobs EXECUTE FUNCTION fail()`;
  // One for each of the two workers, which then cannot report that it is done.
  await db.$executeRaw`SELECT driftwatch_jobs.add_job('announce-events') FROM generate_series(1, 2)`;
  // More than two if a minute begins just now: its jobs are taken by the workers that replace the first ones.
  const taken = async () => (await jobs()).filter(({ done }) => !done).length;
  await expect.poll(taken, { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
  await db.$executeRaw`
    INSERT INTO idempotency_keys (key, body_hash, answer, created_at) VALUES ('old', '', '{}', '2020-01-01')`;
  await db.$executeRaw`DROP TRIGGER fail ON driftwatch_jobs._private_jobs`;
  await db.$executeRaw`SELECT driftwatch_jobs.add_job('apply-retention')`;
  await expect.poll(() => db.idempotencyKey.count(), { timeout: 20_000 }).toBe(0);
  await work.stop();
});

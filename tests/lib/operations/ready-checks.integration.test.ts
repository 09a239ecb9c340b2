import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DatabaseProbe } from '@/lib/db/probe';
import { Readiness } from '@/lib/operations/readiness';
import { type AppState, readyChecks } from '@/lib/operations/ready-checks';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../../helpers/database';

const migrations = 'prisma/migrations';
let state: AppState;
let database: TestDatabase;
let probe: DatabaseProbe;

beforeEach(async () => {
  database = await createTestDatabase();
  probe = new DatabaseProbe(database.url);
  state = { phase: 'serving', probe, dataFolder: null, queue: () => ({ waiting: 0, capacity: 10 }) };
});
afterEach(async () => {
  await probe.close();
  await database.drop();
});

const look = (folder = migrations) => new Readiness(readyChecks(state, folder)).report();

test('an app that serves on a migrated database is ready', async () => {
  expect(await look()).toEqual({
    status: 'ready',
    checks: { app: 'ok', database: 'ok', migrations: 'ok', queue: 'ok' },
  });
});

test('an app that is starting or stopping is not ready', async () => {
  state.phase = 'stopping';
  expect(await look()).toMatchObject({ status: 'unavailable', checks: { app: 'stopping', database: 'ok' } });
  Object.assign(state, { phase: 'starting', probe: null });
  expect(await look()).toMatchObject({
    checks: { app: 'starting', database: 'starting', migrations: 'starting' },
  });
});

test('a full queue is reported, and a missing queue is not an error', async () => {
  state.queue = () => ({ waiting: 10, capacity: 10 });
  expect(await look()).toMatchObject({ status: 'unavailable', checks: { queue: 'full' } });
  state.queue = () => null;
  expect(await look()).toMatchObject({ status: 'ready' });
});

test('missing migrations are reported, and a database that is newer than the code', async () => {
  const [last] = await probe.run<{ name: string }>(
    'DELETE FROM _prisma_migrations WHERE id = (SELECT id FROM _prisma_migrations ORDER BY migration_name DESC LIMIT 1) RETURNING migration_name AS name',
    [],
  );
  expect(await look()).toMatchObject({ checks: { database: 'ok', migrations: 'pending' } });
  expect(last?.name).toMatch(/^\d+_/);
  const none = await mkdtemp(path.join(tmpdir(), 'driftwatch-none-'));
  expect(await look(none)).toMatchObject({ checks: { database: 'ok', migrations: 'unknown' } });
  await rm(none, { recursive: true });
});

test('a database that goes away is reported, and recognised again when it is back', async () => {
  expect(await look()).toMatchObject({ status: 'ready' });
  await database.drop();
  expect(await look()).toMatchObject({ checks: { database: 'unreachable', migrations: 'unknown' } });
  const empty = await createEmptyDatabase();
  state.probe = new DatabaseProbe(empty.url);
  expect(await look()).toMatchObject({ checks: { database: 'ok', migrations: 'unknown' } });
  await (state.probe as DatabaseProbe).close();
  await empty.drop();
});

test('the disk is checked if the app keeps the data', async () => {
  state.dataFolder = tmpdir();
  expect((await look()).checks).toHaveProperty('disk');
  state.dataFolder = '/nowhere';
  expect(await look()).toMatchObject({ status: 'unavailable', checks: { disk: 'failed' } });
});

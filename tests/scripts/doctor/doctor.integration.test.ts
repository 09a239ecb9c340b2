import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { database } from '@/lib/db/client';
import { keyFileOf } from '@/lib/secrets/key-file';
import { storeSecret } from '@/lib/secrets/store-secret';
import { operator } from '@/lib/services/call';
import { createDetector } from '@/lib/services/detectors/create-detector';
import { doctor } from '@/scripts/doctor/doctor';
import { emptyDatabase, withTestDatabase } from '../../helpers/app-database';
import { unusedDatabaseUrl } from '../../helpers/database';
import { openPipeline } from '../../helpers/ingest';

withTestDatabase();
beforeEach(emptyDatabase);

/** Nothing listens there. */
const nobody = 'http://127.0.0.1:9';

async function examine(settings: Record<string, string> = {}) {
  const lines: string[] = [];
  const say = (line: string) => lines.push(line);
  const code = await doctor(
    { DATABASE_URL: process.env.DATABASE_URL, DRIFTWATCH_URL: nobody, ...settings },
    say,
  );
  return { code, lines, findings: lines.filter((line) => /^(error|warning): /.test(line)) };
}

test('a stopped app with a healthy database has no findings', async () => {
  expect(await examine()).toEqual({
    code: 0,
    findings: [],
    lines: [`No app answers at ${nobody}; examining its data.`, 'Nothing is wrong.'],
  });
});

test('an error makes the exit code 1, and says why and what to do', async () => {
  const { code, lines } = await examine({ HOST: '0.0.0.0', ALLOWED_HOSTS: 'drift.example' });
  expect(code).toBe(1);
  expect(lines.slice(1)).toEqual([
    'error: HOST is 0.0.0.0, which other machines can reach',
    expect.stringMatching(/^ {2}why: \S/),
    expect.stringMatching(/^ {2}do: {2}\S/),
    '1 wrong, 0 to watch.',
  ]);
});

test('a database that cannot be used is reported without its password', async () => {
  const url = new URL(unusedDatabaseUrl());
  url.password = 'secret-word';
  const { code, findings } = await examine({ DATABASE_URL: url.href });
  expect(code).toBe(1);
  expect(findings).toEqual([expect.stringMatching(/^error: the database cannot be used: /)]);
  expect(findings.join()).not.toContain('secret-word');
});

describe('the contents of a database', () => {
  const point = (model_id: string, minute: number) => ({
    model_id,
    metric: 'accuracy',
    value: 1,
    ts: Date.UTC(2026, 0, 31) + minute * 60_000,
  });

  test('series whose points are mostly late give a warning', async () => {
    const { submit, close } = openPipeline();
    await submit([point('late', 1000), point('calm', 0)]);
    for (let minute = 0; minute < 20; minute++)
      await submit([point('late', minute), point('calm', minute + 1)]);
    await close();
    const [series] = await database().series.findMany({ where: { modelId: 'late' } });
    const { code, findings } = await examine();
    expect(code).toBe(0);
    expect(findings).toEqual([`warning: most points of 1 series arrive late (ids ${series?.id})`]);
  });

  test('unprimed runs give a warning, with the globs of their detectors', async () => {
    const { submit, close } = openPipeline();
    await submit(['a_b', 'axb', 'a%b', 'a\\b'].map((id) => point(id, 0)));
    await close();
    const make = (name: string, model_pattern: string) =>
      createDetector({
        actor: operator,
        input: {
          name,
          model_pattern,
          metric_pattern: 'acc?racy',
          method: 'static_threshold',
          params: { lower: 0 },
        },
      });
    for (const pattern of ['a_b', 'a%*', 'a\\?', 'A*', '?x?']) await make(pattern, pattern);
    await database().$executeRaw`UPDATE detectors SET updated_at = '2026-01-31 12:00:00Z'`;
    await database().$executeRaw`DELETE FROM detector_runs`;
    const { findings } = await examine();
    expect(findings).toEqual([
      'warning: 4 detector runs are not primed, the oldest since 2026-01-31T12:00:00.000Z',
    ]);
    await database().$executeRaw`UPDATE detectors SET enabled = false`;
    expect((await examine()).findings).toEqual([]);
  });

  test('a migration that is not applied gives a warning', async () => {
    await database()
      .$executeRaw`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name LIKE '%_outbox'`;
    const { findings } = await examine();
    await database().$executeRaw`UPDATE _prisma_migrations SET rolled_back_at = NULL`;
    expect(findings).toEqual([expect.stringMatching(/^warning: 1 migration is not applied: \d+_outbox$/)]);
  });
});

test('secrets that cannot be read, and a key that others can read, are reported', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'driftwatch-keys-'));
  const settings = { SECRETS_KEY: undefined, DRIFTWATCH_DATA: folder };
  await storeSecret(database(), 'smtp.password', 'value', settings);
  expect((await examine({ DRIFTWATCH_DATA: folder })).findings).toEqual([]);
  await chmod(keyFileOf(folder), 0o640);
  expect((await examine({ DRIFTWATCH_DATA: folder })).findings).toEqual([
    `error: other users of this machine have access to ${keyFileOf(folder)} (mode 640)`,
  ]);
  await rm(folder, { recursive: true });
  const { code, lines, findings } = await examine({ DRIFTWATCH_DATA: folder });
  expect(code).toBe(1);
  expect(findings).toEqual(['error: the stored secret smtp.password cannot be read']);
  expect(lines.join()).toContain('is not there; restore');
});

describe('a running app', () => {
  const answers: Record<string, string> = {
    '/readyz': JSON.stringify({ status: 'unavailable', checks: { app: 'ok', queue: 'full' } }),
    '/metrics': 'driftwatch_detector_errors_total 3\n',
  };
  const app = createServer((request, response) => response.end(answers[request.url ?? '']));
  beforeAll(async () => void (await once(app.listen(0, '127.0.0.1'), 'listening')));
  afterAll(() => app.close());

  test('is asked why it is not ready and what it counts', async () => {
    const url = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
    const { code, lines, findings } = await examine({ DRIFTWATCH_URL: url });
    expect(code).toBe(1);
    expect(lines[0]).toBe(`The app runs at ${url}.`);
    expect(findings).toEqual([
      'error: the app is not ready: queue is full',
      'error: detectors have failed 3 times since the app started',
    ]);
  });
});

test('it does not create a database where there is none', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'driftwatch-empty-'));
  await mkdir(path.join(folder, 'data'));
  const data = path.join(folder, 'data');
  const { lines } = await examine({ DATABASE_URL: '', DRIFTWATCH_DATA: data });
  expect(lines).toContain(`There is no database in ${data} yet; npm start creates one.`);
  expect(await readdir(data)).toEqual([]);
  await rm(folder, { recursive: true });
});

import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
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
import { createUser } from '../../helpers/users';

withTestDatabase();
/** An admin about whom there is nothing to say. */
const makeAdmin = async () => {
  const { id } = await createUser({ role: 'admin' });
  await database().user.update({ where: { id }, data: { twoFactorEnabled: true } });
};
beforeEach(async () => {
  await emptyDatabase();
  await makeAdmin();
});

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
    'error: HOST is 0.0.0.0, which other machines can reach, without TLS',
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

describe('users and keys', () => {
  const day = 86_400_000;
  const inDays = (days: number) => new Date(Date.now() + days * day);
  const keyOf = (id: string, change: object) => ({
    id,
    description: id,
    scope: 'read' as const,
    secretHash: '00',
    createdBy: 'user:ada',
    lastUsedAt: inDays(-1),
    ...change,
  });

  test('no admin gives a warning; one who is disabled counts as none', async () => {
    await database().user.updateMany({ data: { disabledAt: new Date() } });
    expect((await examine()).findings).toEqual(['warning: there is no admin yet']);
  });

  test('admins with only a password give a warning; others, and those of a sign-in provider, do not', async () => {
    await createUser({ email: 'bob@example.com', role: 'admin' });
    await createUser({ email: 'vera@example.com', role: 'viewer' });
    await createUser({ email: 'paul@example.com', role: 'admin', password: null });
    const { code, findings } = await examine();
    expect(code).toBe(0);
    expect(findings).toEqual(['warning: 1 admin signs in with a password only: bob@example.com']);
  });

  test('keys give a warning that nobody has used for 30 days, from their creation on', async () => {
    await database().apiKey.createMany({
      data: [
        keyOf('used', { createdAt: inDays(-90) }),
        keyOf('idle', { lastUsedAt: inDays(-31) }),
        keyOf('never', { lastUsedAt: null, createdAt: inDays(-40) }),
        keyOf('fresh', { lastUsedAt: null }),
        keyOf('revoked', { lastUsedAt: inDays(-31), revokedAt: inDays(-1) }),
        keyOf('local', { lastUsedAt: null, createdAt: inDays(-40), createdBy: 'system' }),
      ],
    });
    expect((await examine()).findings).toEqual([
      'warning: 2 keys have not been used for 30 days: never (dw_read_never_), idle (dw_read_idle_)',
    ]);
  });

  test('keys give a warning that expire within 14 days and have no successor', async () => {
    await database().apiKey.createMany({
      data: [
        keyOf('soon', { expiresAt: inDays(13) }),
        keyOf('later', { expiresAt: inDays(15) }),
        keyOf('over', { expiresAt: inDays(-1) }),
        keyOf('rotated', { expiresAt: inDays(1) }),
        keyOf('successor', { rotatedFrom: 'rotated' }),
      ],
    });
    expect((await examine()).findings).toEqual([
      'warning: 1 key expires within 14 days: soon (dw_read_soon_)',
    ]);
  });
});

test('a key of the installation that others can read is wrong', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'driftwatch-keys-'));
  const file = path.join(folder, 'local.key');
  await writeFile(file, 'key\n', { mode: 0o600 });
  expect((await examine({ DRIFTWATCH_DATA: folder })).findings).toEqual([]);
  await chmod(file, 0o604);
  expect((await examine({ DRIFTWATCH_DATA: folder })).findings).toEqual([
    `error: other users of this machine have access to ${file} (mode 604)`,
  ]);
  await rm(folder, { recursive: true });
});

describe('a running app', () => {
  const key = 'the-key';
  const ready = JSON.stringify({ status: 'unavailable', checks: { app: 'ok', queue: 'full' } });
  const figures = 'driftwatch_detector_errors_total 3\n';
  let isOpen = false;
  const app = createServer(({ url, headers }, response) => {
    if (url === '/readyz') return response.end(ready);
    if (url === '/healthz') return response.end();
    if (!isOpen && headers.authorization !== `Bearer ${key}`) response.statusCode = 401;
    response.end(url === '/metrics' && response.statusCode === 200 ? figures : '');
  });
  const address = () => `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
  beforeAll(async () => void (await once(app.listen(0, '127.0.0.1'), 'listening')));
  beforeEach(() => {
    isOpen = false;
  });
  afterAll(() => app.close());

  const notReady = 'error: the app is not ready: queue is full';
  const failing = 'error: detectors have failed 3 times since the app started';

  test('is asked why it is not ready, and with a key what it counts', async () => {
    const { code, lines, findings } = await examine({ DRIFTWATCH_URL: address(), DRIFTWATCH_KEY: key });
    expect(code).toBe(1);
    expect(lines[0]).toBe(`The app runs at ${address()}.`);
    expect(findings).toEqual([notReady, failing]);
  });

  test('is asked with the key of the installation', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'driftwatch-keys-'));
    const settings = { DRIFTWATCH_URL: address(), DRIFTWATCH_DATA: folder };
    expect((await examine(settings)).findings).toEqual([
      notReady,
      'warning: the figures of the app cannot be read: this installation has no key',
    ]);
    await writeFile(path.join(folder, 'local.key'), `${key}\n`, { mode: 0o600 });
    expect((await examine(settings)).findings).toEqual([notReady, failing]);
    await rm(folder, { recursive: true });
  });

  test('that serves anything without a key is wrong', async () => {
    isOpen = true;
    const { findings } = await examine({ DRIFTWATCH_URL: address(), DRIFTWATCH_KEY: key });
    expect(findings).toEqual([
      notReady,
      failing,
      'error: the app serves /api/overview without a key (status 200)',
      'error: the app serves /metrics without a key (status 200)',
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

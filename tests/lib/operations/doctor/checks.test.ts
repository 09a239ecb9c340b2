import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkAccess } from '@/lib/operations/doctor/check-access';
import { checkDataFolder, checkFreeDisk } from '@/lib/operations/doctor/check-data-folder';
import { checkDatabase, type DatabaseFacts } from '@/lib/operations/doctor/check-database';
import { checkIdentity } from '@/lib/operations/doctor/check-identity';
import { checkRunning, readMetric } from '@/lib/operations/doctor/check-running';
import { checkSettings } from '@/lib/operations/doctor/check-settings';
import type { Finding } from '@/lib/operations/doctor/finding';

const told = (findings: Finding[]) => findings.map(({ severity, what }) => `${severity}: ${what}`);

describe('settings', () => {
  const unset = {
    HOST: '127.0.0.1',
    ALLOWED_HOSTS: undefined,
    TRUSTED_PROXIES: undefined,
    TLS_CERT_FILE: undefined,
  };
  const check = (settings: Partial<Parameters<typeof checkSettings>[0]>) =>
    told(checkSettings({ ...unset, ...settings }));

  test('that only this machine can reach are fine', () => {
    for (const HOST of ['127.0.0.1', '::1', 'localhost']) expect(check({ HOST })).toEqual([]);
  });

  test('that let others in need TLS, here or at a proxy, and the names of the app', () => {
    expect(check({ HOST: '10.0.0.5' })).toEqual([
      'error: HOST is 10.0.0.5, which other machines can reach, without TLS',
      'error: ALLOWED_HOSTS is not set, but other machines can reach HOST 10.0.0.5',
    ]);
    const named = { HOST: '0.0.0.0', ALLOWED_HOSTS: ['drift.example'] };
    expect(check(named)).toEqual([expect.stringMatching(/^error: .* without TLS$/)]);
    expect(check({ ...named, TLS_CERT_FILE: 'tls.pem' })).toEqual([]);
    expect(check({ ...named, TRUSTED_PROXIES: ['10.0.0.1'] })).toEqual([]);
  });

  test('of a container, whose names only its own machine and network use, are a warning without TLS', () => {
    expect(check({ HOST: '0.0.0.0', ALLOWED_HOSTS: ['localhost', 'driftwatch'] })).toEqual([
      'warning: HOST is 0.0.0.0, which other machines can reach, without TLS',
    ]);
  });

  test.each(['0.0.0.0/0', '::/0', '10.0.0.0/7'])(
    'that trust the network %s as proxies are wrong',
    (network) => {
      const settings = { ALLOWED_HOSTS: ['drift.example'], TRUSTED_PROXIES: ['127.0.0.1', network] };
      expect(check(settings)).toEqual([`error: TRUSTED_PROXIES trusts the network ${network}`]);
      expect(check({ ...settings, TRUSTED_PROXIES: ['10.0.0.0/8', 'fc00::/7'] })).toEqual([]);
    },
  );

  test('of a proxy on the same machine need both its name and its address', () => {
    expect(check({ ALLOWED_HOSTS: ['drift.example'] })).toEqual([
      expect.stringMatching(/^warning: ALLOWED_HOSTS has names .* but TRUSTED_PROXIES is not set$/),
    ]);
    expect(check({ TRUSTED_PROXIES: ['127.0.0.1'], ALLOWED_HOSTS: ['localhost'] })).toEqual([
      expect.stringMatching(/^warning: TRUSTED_PROXIES is set, but ALLOWED_HOSTS has no name /),
    ]);
    expect(check({ TRUSTED_PROXIES: ['127.0.0.1'], ALLOWED_HOSTS: ['drift.example'] })).toEqual([]);
  });
});

describe('a data folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'driftwatch-doctor-'));
    await mkdir(path.join(folder, 'postgres'), { mode: 0o700 });
    await writeFile(path.join(folder, 'postgres', 'driftwatch-password'), 'x', { mode: 0o600 });
  });
  afterEach(() => rm(folder, { recursive: true }));
  const opened = async () => told(await checkDataFolder(folder)).filter((line) => !line.includes('are free'));

  test('that is private, or does not exist yet, is fine', async () => {
    expect(await opened()).toEqual([]);
    expect(await checkDataFolder(path.join(folder, 'none'))).toEqual([]);
  });

  test('that others can read is wrong', async () => {
    await chmod(path.join(folder, 'postgres'), 0o750);
    await chmod(path.join(folder, 'postgres', 'driftwatch-password'), 0o644);
    expect(await opened()).toEqual([
      expect.stringMatching(/^error: other users .* postgres \(mode 750\)|postgres \(mode 750\)$/),
      expect.stringMatching(/driftwatch-password \(mode 644\)$/),
    ]);
  });

  test('on a disk that is nearly full is a warning, and on a full one an error', () => {
    const mebibyte = 2 ** 20;
    expect(checkFreeDisk('/d', 2048 * mebibyte)).toEqual([]);
    expect(told(checkFreeDisk('/d', 2047 * mebibyte))).toEqual([
      'warning: 2,047 MiB are free on the disk of /d',
    ]);
    expect(told(checkFreeDisk('/d', 255 * mebibyte))).toEqual(['error: 255 MiB are free on the disk of /d']);
  });
});

describe('a database', () => {
  const nowMs = Date.UTC(2026, 0, 31);
  const healthy: DatabaseFacts = {
    version: 180_004,
    clockMs: nowMs + 5000,
    nowMs,
    pendingMigrations: [],
    lateSeries: { count: 0, ids: [] },
    unprimed: { count: 3, sinceMs: nowMs - 600_000 },
  };

  test('that is healthy has no findings', () => expect(checkDatabase(healthy)).toEqual([]));

  test.each([
    [{ version: 140_010 }, 'error: the database is PostgreSQL 14'],
    [
      { clockMs: nowMs - 6000 },
      'error: the clock of the database is 6 s behind this machine’s'.replace('’', "'"),
    ],
    [{ clockMs: nowMs + 60_000 }, "error: the clock of the database is 60 s ahead of this machine's"],
    [{ pendingMigrations: ['a', 'b'] }, 'warning: 2 migrations are not applied: a, b'],
    [{ lateSeries: { count: 1, ids: [7] } }, 'warning: most points of 1 series arrive late (ids 7)'],
    [
      { unprimed: { count: 1, sinceMs: nowMs - 600_001 } },
      'warning: 1 detector run is not primed, the oldest since 2026-01-30T23:49:59.999Z',
    ],
  ])('with %j', (change, finding) => {
    expect(told(checkDatabase({ ...healthy, ...change }))).toEqual([finding]);
  });
});

describe('a running app', () => {
  const page = (values: Record<string, number>) =>
    Object.entries({
      driftwatch_queue_points: 0,
      driftwatch_queue_capacity_points: 100,
      driftwatch_detector_errors_total: 0,
      process_open_fds: 50,
      process_max_fds: 1024,
      ...values,
    })
      .map(([name, value]) => `# TYPE ${name} gauge\n${name} ${value}\n`)
      .join('');
  const ask = (values: Record<string, number>) =>
    told(checkRunning({ checks: { app: 'ok' }, metrics: page(values) }));

  test('that is ready and calm has no findings', () => expect(ask({})).toEqual([]));

  test('reports why it is not ready, whatever the reason is called', () => {
    expect(
      told(checkRunning({ checks: { app: 'ok', database: 'unreachable', new: 'odd' }, metrics: null })),
    ).toEqual([
      'error: the app is not ready: database is unreachable',
      'error: the app is not ready: new is odd',
    ]);
  });

  test.each([
    [{ driftwatch_queue_points: 80 }, 'warning: 80 of at most 100 points are waiting to be written'],
    [{ driftwatch_detector_errors_total: 2 }, 'error: detectors have failed 2 times since the app started'],
    [{ process_max_fds: 256 }, 'warning: the app has 50 files and sockets open, of at most 256'],
    [{ process_open_fds: 900 }, 'error: the app has 900 files and sockets open, of at most 1024'],
  ])('with %j', (values, finding) => expect(ask(values)).toEqual([finding]));

  test('a metric is read by its whole name', () => {
    expect(readMetric('# HELP a b\nab 1\na{x="1"} 2\na 3\n', 'a')).toBe(3);
    expect(readMetric('ab 1\n', 'a')).toBeUndefined();
  });
});

describe('identity', () => {
  const none = { count: 0, names: [] };
  const calm = { admins: 1, passwordOnlyAdmins: none, idleKeys: none, expiringKeys: none };

  test('with an admin and keys in use has no findings', () => expect(checkIdentity(calm)).toEqual([]));

  test.each([
    [{ admins: 0 }, 'warning: there is no admin yet'],
    [
      { passwordOnlyAdmins: { count: 1, names: ['ada@example.com'] } },
      'warning: 1 admin signs in with a password only: ada@example.com',
    ],
    [
      { idleKeys: { count: 7, names: ['a', 'b'] } },
      'warning: 7 keys have not been used for 30 days: a, b and others',
    ],
    [{ expiringKeys: { count: 2, names: ['a', 'b'] } }, 'warning: 2 keys expire within 14 days: a, b'],
  ])('with %j', (change, finding) => {
    expect(told(checkIdentity({ ...calm, ...change }))).toEqual([finding]);
  });
});

describe('access to a running app', () => {
  const closed = { health: 200, withoutKey: { '/api/overview': 401, '/metrics': 403 }, withKey: 200 };

  test('that asks everybody for a key, but for its health, has no findings', () => {
    expect(checkAccess(closed)).toEqual([]);
  });

  test.each([
    [
      { withoutKey: { '/api/overview': 200, '/metrics': 401 } },
      'error: the app serves /api/overview without a key (status 200)',
    ],
    [
      { withoutKey: { '/metrics': 503 } },
      'warning: the app answers /metrics without a key with status 503 instead of 401',
    ],
    [{ health: 401 }, 'error: /healthz answers with status 401'],
    [{ withKey: 401 }, 'warning: the figures of the app cannot be read: /metrics answers with status 401'],
    [{ withKey: null }, 'warning: the figures of the app cannot be read: this installation has no key'],
  ])('with %j', (change, finding) => {
    expect(told(checkAccess({ ...closed, ...change }))).toEqual([finding]);
  });
});

import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkDataFolder, checkFreeDisk } from '@/lib/operations/doctor/check-data-folder';
import { checkDatabase, type DatabaseFacts } from '@/lib/operations/doctor/check-database';
import { checkRunning, readMetric } from '@/lib/operations/doctor/check-running';
import { checkSettings } from '@/lib/operations/doctor/check-settings';
import type { Finding } from '@/lib/operations/doctor/finding';

const told = (findings: Finding[]) => findings.map(({ severity, what }) => `${severity}: ${what}`);

describe('settings', () => {
  test('that only this machine can reach are fine', () => {
    for (const HOST of ['127.0.0.1', '::1', 'localhost']) {
      expect(checkSettings({ HOST, ALLOWED_HOSTS: undefined })).toEqual([]);
    }
  });

  test('that let others in without a sign-in are wrong, and doubly so under any host name', () => {
    expect(checkSettings({ HOST: '0.0.0.0', ALLOWED_HOSTS: ['drift.example'] })).toHaveLength(1);
    expect(told(checkSettings({ HOST: '10.0.0.5', ALLOWED_HOSTS: undefined }))).toEqual([
      'error: HOST is 10.0.0.5, which other machines can reach',
      'error: ALLOWED_HOSTS is not set, but other machines can reach HOST',
    ]);
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

import { beforeEach, describe, expect, test } from 'vitest';
import { database } from '@/lib/db/client';
import { api } from '../helpers/api';
import { emptyDatabase, withTestDatabase } from '../helpers/app-database';
import { countAllReadings, openPipeline } from '../helpers/ingest';

withTestDatabase();
beforeEach(emptyDatabase);

const startMs = Date.parse('2026-01-01T00:00:00Z');
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const point = (tsMs: number, value = 0.9) => ({ model_id: 'fraud', metric: 'accuracy', value, ts: tsMs });
const points = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => point(startMs + (from + index) * minuteMs));
const post = async (...sent: object[]) => (await api('POST', '/api/metrics', sent)).body;
const model = async () => (await api('GET', '/api/models/fraud')).body;
const watch = () =>
  api('POST', '/api/detectors', {
    name: 'limits',
    metric_pattern: 'accuracy',
    method: 'static_threshold',
    params: { lower: 0.5 },
  });

describe('health', () => {
  beforeEach(watch);

  test('reports that most points arrive late after one far ahead, with the reason, until they no longer do', async () => {
    await post(...points(0, 100));
    await post(point(startMs + dayMs));
    expect(await model()).toMatchObject({ health: 'silent' });
    expect((await post(...points(100, 150))).late).toBe(150);
    expect(await model()).toMatchObject({
      health: 'late',
      health_reason: 'Most points of a series arrive late, so no detector sees them.',
      series: [
        {
          level: 'stable',
          mostly_late: true,
          late_reason: expect.stringContaining('older than the newest point (2026-01-02T00:00:00.000Z)'),
        },
      ],
    });
    expect((await api('GET', '/api/models')).body).toMatchObject({
      items: [{ health: 'late' }],
      counts: { late: 1 },
    });
    await post(...points(24 * 60 + 1, 40));
    expect(await model()).toMatchObject({
      health: 'silent',
      series: [{ mostly_late: false, late_reason: null }],
    });
  });

  test('reports it too if they arrive one by one, and that the newest point is ahead of the clock', async () => {
    const nowMs = Date.now();
    await post(point(nowMs + 200_000));
    for (let index = 0; index < 9; index += 1) await post(point(nowMs - 1000 + index));
    expect((await model()).health).toBe('stable');
    await post(point(nowMs));
    const { health, series } = await model();
    expect(health).toBe('late');
    expect(series[0].late_reason).toContain('The newest point is ahead of the clock; delete the points');
  });

  test('is not late for a history that is sent after the present', async () => {
    await post(...points(2000, 100));
    expect((await post(...points(0, 1000))).late).toBe(1000);
    expect(await model()).toMatchObject({ health: 'silent', series: [{ mostly_late: false }] });
  });

  test('is an alarm even if most points are late', async () => {
    await post(point(startMs + dayMs, 0.1));
    await post(...points(0, 50));
    expect(await model()).toMatchObject({ health: 'drift', series: [{ mostly_late: true }] });
  });
});

test('does not report late points that no detector would see anyway', async () => {
  await post(point(startMs + dayMs));
  await post(...points(0, 50));
  expect(await model()).toMatchObject({ health: 'unwatched', series: [{ mostly_late: true }] });
});

describe('a point without a time, in a series whose newest point is ahead of the clock', () => {
  test('comes right after it: it is evaluated once, in order, also by a process that reads it back', async () => {
    await watch();
    const receivedAt = new Date(startMs);
    const untimed = { model_id: 'fraud', metric: 'accuracy', value: 0.9 };
    const { submit, close } = openPipeline();
    await submit([point(startMs + 200_000)], { receivedAt });
    const answers = [];
    for (let index = 0; index < 3; index += 1) answers.push(await submit([untimed], { receivedAt }));
    await close();
    expect(answers.map(({ accepted, late }) => [accepted, late])).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
    const other = openPipeline();
    const passed = new Date(startMs + 300_000);
    expect(await other.submit([untimed], { receivedAt: passed })).toMatchObject({ accepted: 1, late: 0 });
    await other.close();
    const stored = await database().point.findMany({ orderBy: { ts: 'asc' } });
    expect(stored.map(({ ts, late }) => [ts.getTime() - startMs, late])).toEqual([
      [200_000, false],
      [200_001, false],
      [200_002, false],
      [200_003, false],
      [300_000, false],
    ]);
    expect(await countAllReadings()).toBe(5);
  });
});

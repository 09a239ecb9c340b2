import { beforeEach, describe, expect, test, vi } from 'vitest';
import { database } from '@/lib/db/client';
import { system } from '@/lib/services/call';
import { deleteModel } from '@/lib/services/models/delete-model';
import { deletePoints } from '@/lib/services/series/delete-points';
import { deleteSeries } from '@/lib/services/series/delete-series';
import { finishDeletions } from '@/lib/services/series/finish-deletions';
import { api } from '../helpers/api';
import { emptyDatabase, withTestDatabase } from '../helpers/app-database';
import { openPipeline } from '../helpers/ingest';

vi.setConfig({ testTimeout: 120_000 });
withTestDatabase();
beforeEach(emptyDatabase);

const startMs = Date.parse('2026-01-01T00:00:00Z');
const point = (index: number, value = 0.9, more = {}) => ({
  model_id: 'fraud',
  metric: 'accuracy',
  value,
  ts: startMs + index * 60_000,
  ...more,
});
const points = (from: number, to: number, more = {}) =>
  Array.from({ length: to - from }, (_, at) => point(from + at, 0.9, more));
const post = (...sent: object[]) => api('POST', '/api/metrics', sent);
const watch = () =>
  api('POST', '/api/detectors', {
    name: 'limits',
    metric_pattern: '*',
    method: 'static_threshold',
    params: { lower: 0.5 },
  });
const finish = () => finishDeletions({ actor: system, input: {} });
const audit = async (entityType: string) =>
  (await database().auditRow.findMany({ where: { entityType }, orderBy: { id: 'asc' } })).map(
    ({ action, actor, detail }) => ({ action, actor, detail }),
  );

/** Resolves when another connection waits for a lock. */
async function waitForLock() {
  await expect
    .poll(
      async () => {
        const [row] = await database().$queryRaw<{ count: number }[]>`
          SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        return row?.count;
      },
      { timeout: 20_000, interval: 5 },
    )
    .toBeGreaterThan(0);
}

/** Returns how many transactions of this database PostgreSQL has aborted because of a deadlock. */
async function countDeadlocks() {
  await database().$executeRaw`SELECT pg_stat_force_next_flush()`;
  const [row] = await database().$queryRaw<{ count: number }[]>`
    SELECT deadlocks::int AS count FROM pg_stat_database WHERE datname = current_database()`;
  return row?.count ?? -1;
}

/** Returns the number of rows of every kind that belong to a series. */
async function countRows() {
  const db = database();
  const [points, rollups, chunks, runs, incidents, erased] = await Promise.all([
    db.point.count(),
    db.rollup.count(),
    db.readingChunk.count(),
    db.detectorRun.count(),
    db.incident.count(),
    db.erasedSeries.count(),
  ]);
  return { points, rollups, chunks, runs, incidents, erased };
}
const nothing = { points: 0, rollups: 0, chunks: 0, runs: 0, incidents: 0, erased: 0 };

describe('a deleted series', () => {
  test('is gone at once, and everything it had is gone after the background task', async () => {
    await watch();
    await post(...points(0, 6000), ...points(0, 10, { labels: { region: 'eu' } }), point(6000, 0.1));
    const [job] = (await api('GET', '/api/jobs')).body.items;
    const { id } = await database().series.findFirstOrThrow({ where: { labelsKey: '{}' } });
    expect((await api('DELETE', `/api/series/${id}`)).status).toBe(204);
    expect((await api('GET', '/api/models/fraud')).body).toMatchObject({
      series_count: 1,
      open_incident_count: 0,
      open_job: { id: job.id },
    });
    for (const path of ['points', 'readings'])
      expect((await api('GET', `/api/series/${id}/${path}`)).status).toBe(404);
    expect((await api('DELETE', `/api/series/${id}`)).status).toBe(404);
    expect((await countRows()).points).toBe(6011);
    await finish();
    expect(await countRows()).toMatchObject({ points: 10, runs: 1, incidents: 0, erased: 0 });
    const left = await database().point.groupBy({ by: ['seriesId'] });
    expect(left.map(({ seriesId }) => seriesId)).not.toContain(id);
    // The job says why it was requested, without the deleted parts.
    expect((await api('GET', `/api/jobs/${job.id}`)).body.reasons).toMatchObject([
      { metric: 'accuracy', incident_id: null },
    ]);
    expect(await audit('series')).toEqual([
      {
        action: 'series.deleted',
        actor: 'operator',
        detail: { model_id: 'fraud', metric: 'accuracy', labels: '{}', before: { points: 6001 } },
      },
    ]);
    expect((await audit('incident')).at(-1)).toMatchObject({
      action: 'incident.resolved',
      actor: 'operator',
      detail: { resolution: 'series_deleted', model_id: 'fraud' },
    });
  });

  test('is created again by the next point, in this process and in others, and learns from the start', async () => {
    await watch();
    const [mine, other] = [openPipeline(), openPipeline()];
    await mine.submit(points(0, 20));
    await other.submit(points(20, 30));
    await mine.submit(points(30, 31));
    const before = await database().series.findFirstOrThrow();
    await api('DELETE', `/api/series/${before.id}`);
    expect(await mine.submit(points(0, 2))).toMatchObject({ accepted: 2, late: 0 });
    expect(await other.submit(points(2, 3))).toMatchObject({ accepted: 1, duplicate: 0 });
    await finish();
    const after = await database().series.findFirstOrThrow();
    expect(after).toMatchObject({ pointCount: 3n, lastTs: new Date(startMs + 2 * 60_000) });
    expect(after.id).not.toBe(before.id);
    expect(await countRows()).toMatchObject({ points: 3, runs: 1, erased: 0 });
    await mine.close();
    await other.close();
  });
});

describe('a deleted model', () => {
  test('takes its series, incidents and jobs with it, cancels waiting jobs, and passes on its place in the queue', async () => {
    await watch();
    await post(...points(0, 100), point(100, 0.1), point(0, 0.1, { model_id: 'other' }));
    const jobs = (await api('GET', '/api/jobs')).body.items;
    const own = jobs.find((one: { model_id: string }) => one.model_id === 'fraud');
    await database().retrainJob.updateMany({ where: { modelId: 'other' }, data: { status: 'deferred' } });
    expect((await api('DELETE', '/api/models/fraud')).status).toBe(204);
    expect((await api('GET', '/api/models/fraud')).status).toBe(404);
    expect((await api('DELETE', '/api/models/fraud')).status).toBe(404);
    expect((await api('GET', `/api/jobs/${own.id}`)).status).toBe(404);
    expect((await api('GET', '/api/models')).body.items).toMatchObject([{ id: 'other' }]);
    expect((await api('GET', '/api/jobs')).body.items).toMatchObject([{ status: 'pending_approval' }]);
    expect(await audit('model')).toEqual([
      {
        action: 'model.deleted',
        actor: 'operator',
        detail: { before: { series: 1, incidents: 1, jobs: 1, annotations: 0 } },
      },
    ]);
    expect((await audit('retrain_job')).slice(-2)).toMatchObject([
      { action: 'retrain_job.cancelled', detail: { comment: 'the model was deleted' } },
      { action: 'retrain_job.admitted' },
    ]);
    await finish();
    expect(await countRows()).toMatchObject({ points: 1, runs: 1, incidents: 1, erased: 0 });
  });

  test('is refused with the job while a retrain is running', async () => {
    await watch();
    await post(point(0, 0.1));
    const [job] = (await api('GET', '/api/jobs')).body.items;
    await api('POST', `/api/jobs/${job.id}/approve`);
    const { status, body } = await api('DELETE', '/api/models/fraud');
    expect([status, body.code]).toEqual([409, 'CONFLICT']);
    expect(body.detail).toContain('complete or fail its job');
    expect(body.details.job).toMatchObject({ id: job.id, status: 'queued' });
    expect((await api('GET', '/api/models/fraud')).status).toBe(200);
    await api('POST', `/api/jobs/${job.id}/fail`);
    expect((await api('DELETE', '/api/models/fraud')).status).toBe(204);
    await finish();
    expect(await countRows()).toEqual(nothing);
  });

  test('loses no point that is acknowledged later, whatever posts are in progress', async () => {
    await watch();
    const [mine, other] = [openPipeline(), openPipeline()];
    const labelled = (index: number, label: number) => point(index, 0.9, { labels: { at: `${label}` } });
    const wave = (round: number) => [
      ...Array.from({ length: 40 }, (_, at) =>
        mine.submit([point(round * 100 + at, at % 20 === 0 ? 0.1 : 0.9)]),
      ),
      ...Array.from({ length: 40 }, (_, at) => other.submit([labelled(round * 100 + at, at % 7)])),
      ...Array.from({ length: 5 }, (_, at) =>
        other.submit([labelled(round * 100 + at, round * 10 + at + 100)]),
      ),
    ];
    for (let round = 0; round < 8; round += 1) {
      const posts = wave(round);
      const deletion = api('DELETE', '/api/models/fraud');
      posts.push(...wave(round).slice(0, 1));
      const [answers, { status }] = await Promise.all([Promise.all(posts), deletion]);
      expect(answers.every(({ accepted, duplicate }) => accepted + duplicate === 1)).toBe(true);
      expect([204, 404]).toContain(status);
    }
    await api('DELETE', '/api/models/fraud');
    await Promise.all(wave(9));
    await finish();
    expect(await database().point.count()).toBe(85);
    expect(await database().series.count()).toBe(1 + 7 + 5);
    expect(await countDeadlocks()).toBe(0);
    expect((await countRows()).erased).toBe(0);
    await mine.close();
    await other.close();
  });

  test('and a concurrent request for a retrain never leave a job without a model', async () => {
    for (let round = 0; round < 10; round += 1) {
      await post(point(round));
      const answers = await Promise.all([
        api('POST', '/api/jobs', { model_id: 'fraud' }),
        api('DELETE', '/api/models/fraud'),
      ]);
      expect([200, 201, 404]).toContain(answers[0].status);
      expect(answers[1].status).toBe(204);
    }
    expect(await database().retrainJob.count()).toBe(0);
    expect(await countDeadlocks()).toBe(0);
  });
});

test('the rest of a deleted series is deleted in parts; if a process ends, the next one continues', async () => {
  await post(...points(0, 6000));
  const { id } = await database().series.findFirstOrThrow();
  await api('DELETE', `/api/series/${id}`);
  expect(await finishDeletions({ actor: system, input: { signal: AbortSignal.abort() } })).toMatchObject({
    rows: 0,
  });
  expect((await countRows()).points).toBe(6000);
  await finish();
  expect(await countRows()).toEqual(nothing);
});

describe('points in a range', () => {
  const remove = (query: string) => api('DELETE', `/api/series/1/points${query}`);

  test('are deleted, also those in the future; an incident that one of them opened ends', async () => {
    await watch();
    await post(...points(0, 100), point(100, 0.1), point(5000, 0.1));
    expect((await remove(`?from=${startMs + 100 * 60_000}`)).body).toEqual({ deleted: 2, done: true });
    expect((await api('GET', '/api/models/fraud')).body).toMatchObject({
      health: 'silent',
      open_incident_count: 0,
      series: [{ point_count: 100, last_ts: '2026-01-01T01:39:00.000Z', last_value: 0.9 }],
    });
    expect((await api('GET', '/api/incidents')).body.items).toMatchObject([
      { state: 'resolved', resolution: 'points_deleted' },
    ]);
    expect(await audit('series')).toMatchObject([
      { action: 'series.points_deleted', actor: 'operator', detail: { from: '2026-01-01T01:40:00.000Z' } },
    ]);
    expect((await post(point(101))).body).toMatchObject({ accepted: 1, late: 0 });
  });

  test('leave an incident open that an earlier point opened, until the series has recovered', async () => {
    await watch();
    await post(...points(0, 50), point(50, 0.1), point(51, 0.1), point(52, 0.1));
    await remove(`?from=${startMs + 51 * 60_000}`);
    expect((await api('GET', '/api/incidents')).body.items).toMatchObject([{ state: 'open' }]);
    await post(...points(53, 80));
    expect((await api('GET', '/api/incidents')).body.items).toMatchObject([{ resolution: 'recovered' }]);
  });

  test.each([
    ['', 'from, to or both must be given'],
    ['?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'must not be after to'],
    ['?from=yesterday', 'must be an RFC 3339 time'],
    ['?after=2026-01-01T00:00:00Z', 'is not a known field'],
  ])('need a valid range, or nothing is deleted: %s', async (query, message) => {
    await post(point(0));
    const { status, body } = await remove(query);
    expect([status, body.code]).toEqual([400, 'INVALID_INPUT']);
    expect(body.detail).toContain(message);
    expect((await countRows()).points).toBe(1);
  });

  test('return 404 for an unknown series', async () => {
    expect((await api('DELETE', '/api/series/7/points?from=0')).status).toBe(404);
    expect((await api('DELETE', '/api/series/x/points?from=0')).status).toBe(404);
  });
});

test('a post whose model is deleted while it creates a new series creates both again', async () => {
  await post(point(0));
  const { submit, close } = openPipeline();
  // The deletion of the model is not committed yet when the post creates its series.
  const posted = await database().$transaction(async (tx) => {
    await tx.series.deleteMany();
    await tx.model.delete({ where: { id: 'fraud' } });
    const answer = submit([point(1, 0.9, { labels: { region: 'eu' } })]);
    await waitForLock();
    return { answer };
  });
  expect(await posted.answer).toMatchObject({ accepted: 1 });
  // The model exists when the post checks it, and is gone when the post creates its series.
  const held = await database().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT FROM models WHERE id = 'fraud' FOR UPDATE`;
    const answer = submit([point(2, 0.9, { labels: { region: 'us' } })]);
    await waitForLock();
    await tx.series.deleteMany();
    await tx.model.delete({ where: { id: 'fraud' } });
    return { answer };
  });
  expect(await held.answer).toMatchObject({ accepted: 1 });
  await close();
  expect((await api('GET', '/api/models/fraud')).body).toMatchObject({
    series: [{ labels: { region: 'us' }, point_count: 1 }],
  });
});

test('the app itself deletes nothing that a caller could', async () => {
  await post(point(0));
  const range = { from: 0 };
  const calls = [
    deleteModel({ actor: system, input: { id: 'fraud' } }),
    deleteSeries({ actor: system, input: { id: '1' } }),
    deletePoints({ actor: system, input: { seriesId: '1', range } }),
  ];
  for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect((await countRows()).points).toBe(1);
});

import { beforeEach, describe, expect, test } from 'vitest';
import { database } from '@/lib/db/client';
import { api } from '../helpers/api';
import { emptyDatabase, withTestDatabase } from '../helpers/app-database';

withTestDatabase();
beforeEach(emptyDatabase);

const start = Date.parse('2026-01-01T00:00:00Z');
const hour = 60 * 60 * 1000;
const detector = {
  name: 'drop',
  model_pattern: 'fraud*',
  metric_pattern: 'acc*',
  method: 'mean_delta',
  params: { threshold: 0.05, window: 3 },
};

async function send(values: number[], { modelId = 'fraud', metric = 'accuracy', from = 0 } = {}) {
  const points = values.map((value, index) => ({
    model_id: modelId,
    metric,
    value,
    ts: start + (from + index) * hour,
  }));
  return (await api('POST', '/api/metrics', points)).body;
}

async function readings(modelId = 'fraud') {
  const { body: model } = await api('GET', `/api/models/${modelId}`);
  return (await api('GET', `/api/series/${model.series[0].id}/readings`)).body.items;
}

describe('a name that another detector has', () => {
  test.each(['drop', 'DROP'])('%s is refused with 409 at its field, and nothing is written', async (name) => {
    const { body: first } = await api('POST', '/api/detectors', detector);
    const { status, body } = await api('POST', '/api/detectors', { ...detector, name });
    expect([status, body.errors[0].field, body.details.detector_id]).toEqual([409, 'name', first.id]);
    expect(await database().detector.count()).toBe(1);
    expect(await database().auditRow.count()).toBe(1);
  });

  test('is refused for a rename, but a detector may change the case of its own name', async () => {
    await api('POST', '/api/detectors', detector);
    const { body: other } = await api('POST', '/api/detectors', { ...detector, name: 'd_op' });
    const rename = (name: string) => api('PATCH', `/api/detectors/${other.id}`, { name });
    expect((await rename('Drop')).status).toBe(409);
    expect((await rename('D_OP')).body.name).toBe('D_OP');
  });

  test('two concurrent requests to create it: one wins', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => api('POST', '/api/detectors', detector)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  test('does not prevent changes to a detector that already had the same name', async () => {
    const { body: first } = await api('POST', '/api/detectors', detector);
    const { body: second } = await api('POST', '/api/detectors', { ...detector, name: 'other' });
    await database().detector.update({ where: { id: second.id }, data: { name: first.name } });
    const { status } = await api('PATCH', `/api/detectors/${second.id}`, { name: 'drop', enabled: false });
    expect(status).toBe(200);
  });
});

describe('creating', () => {
  test('returns the detector with its params filled in, and lists it', async () => {
    const { status, body } = await api('POST', '/api/detectors', { ...detector, params: {} });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: 'drop',
      enabled: true,
      revision: 1,
      params: { threshold: expect.any(Number), window: expect.any(Number) },
    });
    expect((await api('GET', '/api/detectors')).body.items).toEqual([body]);
    expect((await api('GET', `/api/detectors/${body.id}`)).body).toEqual(body);
  });

  test.each([
    ['method', { method: 'crystal_ball' }],
    ['params.window', { params: { window: 1 } }],
    ['params.windw', { params: { windw: 3 } }],
    ['params.threshold', { params: { threshold: '0.05' } }],
    ['name', { name: '' }],
    ['metric_pattern', { metric_pattern: undefined }],
    ['colour', { colour: 'red' }],
  ])('a bad %s is refused and nothing is written', async (field, fault) => {
    const { status, body } = await api('POST', '/api/detectors', { ...detector, ...fault });
    expect([status, body.errors[0].field]).toEqual([400, field]);
    expect(await database().detector.count()).toBe(0);
    expect(await database().auditRow.count()).toBe(0);
  });

  test('primes on the stored history without opening incidents, and continues from there', async () => {
    await send([0.9, 0.9, 0.9, 0.5, 0.9, 0.9, 0.9]);
    await api('POST', '/api/detectors', detector);
    const [run] = await readings();
    expect(run.readings.map(({ level }: { level: string }) => level)).toEqual([
      'insufficient_data',
      'stable',
      'stable',
      'drift',
      'drift',
      'drift',
      'stable',
    ]);
    expect((await api('GET', '/api/incidents')).body.items).toEqual([]);
    expect((await send([0.5], { from: 7 })).detected).toHaveLength(1);
  });

  test('a drift that lasts since before the priming is an incident found at priming, not by the next point', async () => {
    await api(
      'POST',
      '/api/metrics',
      [0, 1, 2, 3].map((index) => ({ model_id: 'fraud', metric: 'accuracy', value: 0.2, ts: start + index })),
    );
    await api('POST', '/api/detectors', { ...detector, method: 'static_threshold', params: { lower: 0.5 } });
    expect((await readings())[0].level).toBe('drift');
    expect((await api('GET', '/api/incidents')).body.items).toMatchObject([
      { found_at_priming: true, job_id: null },
    ]);
    expect((await send([0.2], { from: 1 })).detected).toHaveLength(0);
  });

  test('watches only the series its patterns match, including later ones', async () => {
    await send([0.9, 0.9], { modelId: 'fraud-eu' });
    await api('POST', '/api/detectors', detector);
    await send([0.9, 0.9], { modelId: 'fraud-us' });
    await send([0.9, 0.9], { modelId: 'churn' });
    await send([0.9, 0.9], { modelId: 'fraud-eu', metric: 'log_loss' });
    expect((await api('GET', '/api/detectors')).body.items[0].series_count).toBe(2);
    const runs = await database().detectorRun.findMany({ include: { series: true } });
    expect(runs.map(({ series }) => `${series.modelId} ${series.metricName}`).sort()).toEqual([
      'fraud-eu accuracy',
      'fraud-us accuracy',
    ]);
  });
});

describe('changing', () => {
  test('another threshold gives other readings of the same history and resolves the open incident', async () => {
    const { body } = await api('POST', '/api/detectors', detector);
    await send([0.9, 0.9, 0.9, 0.7]);
    const { body: changed } = await api('PATCH', `/api/detectors/${body.id}`, {
      params: { threshold: 0.5, window: 3 },
    });
    expect(changed).toMatchObject({
      revision: 2,
      params: { threshold: 0.5, window: 3 },
      open_incident_count: 0,
    });
    const { body: incidents } = await api('GET', '/api/incidents');
    expect(incidents.items[0]).toMatchObject({ state: 'resolved', resolution: 'detector_changed' });
    const [run] = await readings();
    expect(run.level).toBe('stable');
    expect(run.readings).toHaveLength(4);
  });

  test('a new name alone changes no readings', async () => {
    const { body } = await api('POST', '/api/detectors', detector);
    await send([0.9, 0.9, 0.9, 0.7]);
    const { body: renamed } = await api('PATCH', `/api/detectors/${body.id}`, { name: 'sudden drop' });
    expect(renamed).toMatchObject({ name: 'sudden drop', revision: 1, open_incident_count: 1 });
    expect((await api('GET', '/api/incidents')).body.items[0]).toMatchObject({
      state: 'open',
      detector_name: 'drop',
    });
  });

  test('a disabled detector sees nothing; when it is enabled again, it has not missed the history', async () => {
    const { body } = await api('POST', '/api/detectors', detector);
    await send([0.9, 0.9, 0.9]);
    await api('PATCH', `/api/detectors/${body.id}`, { enabled: false });
    expect((await send([0.5], { from: 3 })).detected).toEqual([]);
    expect((await readings())[0].readings).toHaveLength(3);
    await api('PATCH', `/api/detectors/${body.id}`, { enabled: true });
    expect((await readings())[0].readings).toHaveLength(4);
  });

  test('other patterns drop the runs that no longer match', async () => {
    const { body } = await api('POST', '/api/detectors', detector);
    await send([0.9, 0.9], { modelId: 'fraud-eu' });
    await send([0.9, 0.9], { modelId: 'fraud-us' });
    const { body: changed } = await api('PATCH', `/api/detectors/${body.id}`, { model_pattern: '*-eu' });
    expect(changed.series_count).toBe(1);
  });

  test('another direction of the metric gives another verdict', async () => {
    await api('POST', '/api/detectors', {
      ...detector,
      metric_pattern: 'score',
      method: 'cusum',
      params: {},
    });
    await send(
      Array.from({ length: 300 }, (_, index) => Math.sin(index * 12.9898) + (index > 200 ? 5 : 0)),
      { metric: 'score' },
    );
    expect((await api('GET', '/api/models/fraud')).body.health).toBe('drift');
    const { status, body } = await api('PATCH', '/api/metrics/score', {
      direction: 'higher_is_better',
      unit: 'points',
    });
    expect([status, body]).toEqual([
      200,
      {
        name: 'score',
        unit: 'points',
        direction: 'higher_is_better',
        lower_bound: null,
        upper_bound: null,
        time_zone: null,
      },
    ]);
    expect((await api('GET', '/api/models/fraud')).body.series[0].level).toBe('stable');
    expect((await api('GET', '/api/incidents')).body.items[0].resolution).toBe('metric_changed');
  });

  test('another time zone of the metric moves its season, and an unknown time zone is refused', async () => {
    await api('POST', '/api/detectors', {
      ...detector,
      metric_pattern: 'score',
      method: 'ewma',
      params: { season: 'hour_of_day', reference_size: 240 },
    });
    // A daily pattern in Berlin time, from three weeks before the change of clocks on 29 March 2026 to three
    // weeks after.
    const first = Date.UTC(2026, 2, 8);
    const values = Array.from({ length: 42 * 24 }, (_, index) => {
      const hour = index + (index < 505 ? 1 : 2);
      return 5 * Math.sin((hour * Math.PI) / 12) + 0.3 * Math.sin(index * 12.9898);
    });
    await api(
      'POST',
      '/api/metrics',
      values.map((value, index) => ({
        model_id: 'fraud',
        metric: 'score',
        value,
        ts: first + index * hour,
      })),
    );
    const incidentCount = (await api('GET', '/api/incidents')).body.items.length;
    expect(incidentCount).toBeGreaterThan(0);
    const { body: refused } = await api('PATCH', '/api/metrics/score', { time_zone: 'Mars/Olympus' });
    expect(refused.errors).toEqual([
      expect.objectContaining({
        field: 'time_zone',
        message: 'must be the name of a time zone, such as Europe/Berlin, got "Mars/Olympus"',
      }),
    ]);
    const { status, body } = await api('PATCH', '/api/metrics/score', { time_zone: 'Europe/Berlin' });
    expect([status, body.time_zone]).toEqual([200, 'Europe/Berlin']);
    const { body: model } = await api('GET', '/api/models/fraud');
    expect([model.series[0].level, model.series[0].time_zone]).toEqual(['stable', 'Europe/Berlin']);
    const [run] = await readings();
    expect(run.readings.some(({ level }: { level: string }) => level === 'drift')).toBe(false);
    expect((await api('PATCH', '/api/metrics/score', { time_zone: null })).body.time_zone).toBeNull();
    const [again] = await readings();
    expect(again.readings.some(({ level }: { level: string }) => level === 'drift')).toBe(true);
  });

  test('a run that is learning reports its progress, whatever has been stored of it', async () => {
    await api('POST', '/api/detectors', { ...detector, method: 'cusum', params: { reference_size: 20 } });
    await api('POST', '/api/detectors', { ...detector, name: 'later', method: 'ewma', params: {} });
    await send([0.9, 0.91, 0.9]);
    await send([0.92, 0.9], { from: 3 });
    const runs = await readings();
    expect(runs.map(({ learning }: { learning: unknown }) => learning)).toEqual([
      { seen: 5, needed: 21 },
      { seen: 5, needed: 51 },
    ]);
    // Of two runs that are learning, the one that is closest to judging.
    for (const path of ['/api/models/fraud', '/api/models']) {
      const { body } = await api('GET', path);
      const [series] = (body.items?.[0] ?? body).series;
      expect([series.level, series.learning]).toMatchObject(['insufficient_data', { seen: 5, needed: 21 }]);
    }
    await send([0.91], { from: 5 });
    expect((await api('GET', '/api/models')).body.items[0].series[0].learning).toMatchObject({
      seen: 6,
      needed: 21,
    });
    await send(new Array(20).fill(0.9), { from: 6 });
    expect((await readings())[0].learning).toBeNull();
    expect((await api('GET', '/api/models/fraud')).body.series[0]).toMatchObject({
      level: 'stable',
      learning: null,
    });
  });

  test.each([{}, { method: 'crystal_ball' }, { params: { window: 1 } }, { id: 'x' }])(
    '%j changes nothing',
    async (patch) => {
      const { body } = await api('POST', '/api/detectors', detector);
      expect((await api('PATCH', `/api/detectors/${body.id}`, patch)).status).toBe(400);
      expect((await api('GET', `/api/detectors/${body.id}`)).body).toEqual(body);
    },
  );
});

test('deleting a detector deletes its readings; incidents and jobs stay', async () => {
  await send([0.9, 0.9, 0.9]);
  const { body } = await api('POST', '/api/detectors', detector);
  await send([0.7], { from: 3 });
  expect(await database().readingChunk.count()).toBe(1);
  expect((await api('DELETE', `/api/detectors/${body.id}`)).status).toBe(204);
  expect(await database().readingChunk.count()).toBe(0);
  const { body: incidents } = await api('GET', '/api/incidents');
  expect(incidents.items[0]).toMatchObject({
    state: 'resolved',
    resolution: 'detector_deleted',
    detector_id: null,
    detector_name: 'drop',
  });
  const { body: jobs } = await api('GET', '/api/jobs');
  expect(jobs.items[0]).toMatchObject({ status: 'pending_approval', reasons: [{ detector_name: 'drop' }] });
  expect((await api('DELETE', `/api/detectors/${body.id}`)).status).toBe(404);
  expect((await api('PATCH', '/api/detectors/abc', { enabled: false })).status).toBe(404);
});

test('charts are down-sampled and keep minima, maxima and every alarm', async () => {
  await api('POST', '/api/detectors', detector);
  const values = Array.from({ length: 1000 }, (_, index) => (index === 617 ? 0.2 : 0.9));
  await send(values);
  const { body: model } = await api('GET', '/api/models/fraud');
  const path = `/api/series/${model.series[0].id}`;
  const { body: points } = await api('GET', `${path}/points?buckets=50`);
  expect(points.items.length).toBeLessThanOrEqual(50);
  expect(points.total).toBe(1000);
  expect(Math.min(...points.items.map(({ min }: { min: number }) => min))).toBe(0.2);
  expect(points.items.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(1000);
  const { body: runs } = await api('GET', `${path}/readings?buckets=50`);
  expect(runs.items[0].readings.length).toBeLessThanOrEqual(50);
  expect(runs.items[0].readings.filter(({ level }: { level: string }) => level === 'drift')).not.toHaveLength(
    0,
  );
  const from = new Date(start + 600 * hour).toISOString();
  const { body: part } = await api('GET', `${path}/points?from=${from}&to=${start + 620 * hour}`);
  expect(part.items).toHaveLength(21);
  expect((await api('GET', `${path}/points?from=9&to=3`)).body.errors[0].field).toBe('from');
  expect((await api('GET', `${path}/points?from=soon`)).status).toBe(400);
  expect((await api('GET', '/api/series/999999/points')).status).toBe(404);
});

test('methods have a schema from which a form can be built', async () => {
  const { body } = await api('GET', '/api/methods');
  const cusum = body.items.find(({ method }: { method: string }) => method === 'cusum');
  expect(Object.keys(cusum.params_schema.properties).length).toBeGreaterThan(2);
  for (const field of Object.values<Record<string, unknown>>(cusum.params_schema.properties)) {
    expect(field).toMatchObject({ title: expect.any(String), description: expect.any(String) });
    expect(field).toHaveProperty('default');
  }
});

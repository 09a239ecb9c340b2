import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { database } from '@/lib/db/client';
import { asCaller } from '@/lib/http/caller';
import { createBehaviour } from '@/lib/monitoring';
import { maxBodyBytes } from '@/lib/schemas/metrics';
import { operator } from '@/lib/services/call';
import { api } from '../helpers/api';
import { emptyDatabase, withTestDatabase } from '../helpers/app-database';
import { countAllReadings } from '../helpers/ingest';

withTestDatabase();
beforeEach(emptyDatabase);

const start = Date.parse('2026-01-01T00:00:00Z');
const day = 24 * 60 * 60 * 1000;
const point = (index: number, value: number, more = {}) => ({
  model_id: 'fraud',
  metric: 'accuracy',
  value,
  ts: start + index * day,
  ...more,
});

async function countRows() {
  const db = database();
  const counts = [
    db.model.count(),
    db.metric.count(),
    db.series.count(),
    db.point.count(),
    db.readingChunk.count(),
  ];
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

const meanDelta = {
  name: 'accuracy drop',
  model_pattern: '*',
  metric_pattern: 'accuracy',
  method: 'mean_delta',
  params: { threshold: 0.05, window: 3 },
};

describe('storing', () => {
  test('the first point creates its model and series', async () => {
    const { status, body } = await api('POST', '/api/metrics', point(0, 0.9));
    expect(status).toBe(200);
    expect(body).toEqual({
      accepted: 1,
      duplicate: 0,
      conflict: 0,
      late: 0,
      conflicts: [],
      detected_count: 0,
      detected: [],
    });
    const model = await api('GET', '/api/models/fraud');
    expect(model.body).toMatchObject({
      id: 'fraud',
      health: 'silent',
      series: [{ metric: 'accuracy', direction: 'higher_is_better', point_count: 1, last_value: 0.9 }],
    });
  });

  test('duplicates are harmless, conflicts keep the first value and are listed, late points are counted', async () => {
    await api('POST', '/api/metrics', [point(1, 0.9), point(3, 0.8)]);
    const { body } = await api('POST', '/api/metrics', {
      points: [point(1, 0.9), point(3, 0.7), point(2, 0.85), point(4, 0.8)],
    });
    expect(body).toMatchObject({
      accepted: 2,
      duplicate: 1,
      conflict: 1,
      late: 1,
      conflicts: [{ index: 1, kept: 0.8 }],
    });
    const { body: model } = await api('GET', '/api/models/fraud');
    expect(model.series[0]).toMatchObject({
      point_count: 4,
      duplicate_count: 1,
      conflict_count: 1,
      late_count: 1,
    });
    const { body: points } = await api('GET', `/api/series/${model.series[0].id}/points`);
    expect(points.items.map((item: { last: number }) => item.last)).toEqual([0.9, 0.85, 0.8, 0.8]);
  });

  test('the version of a series changes when a point is added, and when its value is replaced', async () => {
    const versionOf = async () => (await api('GET', '/api/models/fraud')).body.series[0].version;
    await api('POST', '/api/metrics', [point(1, 0.9)]);
    const first = await versionOf();
    await api('POST', '/api/metrics', [point(2, 0.9)]);
    const second = await versionOf();
    await api('POST', '/api/metrics?on_conflict=replace', [point(1, 0.2)]);
    expect(new Set([first, second, await versionOf(), await versionOf()]).size).toBe(3);
  });

  test('labels make separate series, whatever their order', async () => {
    await api('POST', '/api/metrics', [
      point(0, 0.9, { labels: { region: 'eu', tier: 'a' } }),
      point(1, 0.9, { labels: { tier: 'a', region: 'eu' } }),
      point(0, 0.8, { labels: { region: 'us' } }),
      point(0, 0.7),
    ]);
    const { body } = await api('GET', '/api/models/fraud');
    expect(
      body.series.map((series: { labels: object; point_count: number }) => [
        series.labels,
        series.point_count,
      ]),
    ).toEqual(
      expect.arrayContaining([
        [{ region: 'eu', tier: 'a' }, 2],
        [{ region: 'us' }, 1],
        [{}, 1],
      ]),
    );
  });

  test('points without a time get distinct ones, in order', async () => {
    const untimed = [0.1, 0.2, 0.3, 0.4].map((value) => ({ model_id: 'fraud', metric: 'score', value }));
    expect((await api('POST', '/api/metrics', untimed)).body.accepted).toBe(4);
    expect((await api('POST', '/api/metrics', untimed)).body.accepted).toBe(4);
    const { body: model } = await api('GET', '/api/models/fraud');
    const { body } = await api('GET', `/api/series/${model.series[0].id}/points`);
    expect(body.items.map((item: { last: number }) => item.last)).toEqual([
      0.1, 0.2, 0.3, 0.4, 0.1, 0.2, 0.3, 0.4,
    ]);
  });

  test('skip_invalid gets counts, positions and keys right', async () => {
    await api('POST', '/api/metrics', [point(0, 0.9), point(1, 0.9)]);
    const body = [point(2, 0.9), { ...point(3, 0.9), value: 'x' }, point(0, 0.9), 7, point(1, 0.5)];
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'skipping' };
    const send = async () => {
      const { POST } = await import('@/app/api/metrics/route');
      const given = { method: 'POST', headers, body: JSON.stringify(body) };
      const request = new Request('http://localhost/api/metrics?skip_invalid=true', given);
      return (await asCaller(operator, () => POST(request))).json();
    };
    const first = await send();
    expect(first).toMatchObject({
      accepted: 1,
      duplicate: 1,
      conflict: 1,
      conflicts: [{ index: 4, kept: 0.9 }],
      skipped: { count: 2, errors: [{ index: 1, field: 'value' }, { index: 3 }], more: 0 },
    });
    expect(await send()).toEqual(first);
    expect(await database().point.count()).toBe(3);
  });

  test('values are returned bit by bit', async () => {
    const values = [0.1 + 0.2, 5e-324, 1.7976931348623157e308, -1 / 3, 1e21, 123456789.12345679];
    await api(
      'POST',
      '/api/metrics',
      values.map((value, index) => point(index, value)),
    );
    const { body: model } = await api('GET', '/api/models/fraud');
    const { body } = await api('GET', `/api/series/${model.series[0].id}/points`);
    expect(body.items.map((item: { last: number }) => item.last)).toEqual(values);
    // Down-sampled, too: means near the largest double must not overflow.
    const coarse = await api('GET', `/api/series/${model.series[0].id}/points?buckets=2`);
    expect(coarse.body.items.map((item: { max: number }) => item.max)).toContain(1.7976931348623157e308);
  });

  test('names may contain slashes, blanks and any letters', async () => {
    const id = 'team/fraud model ä%2F✓';
    await api('POST', '/api/metrics', point(0, 1, { model_id: id }));
    expect((await api('GET', `/api/models/${encodeURIComponent(id)}`)).body.id).toBe(id);
  });

  test('50,000 points over many series are stored in one request', async () => {
    await api('POST', '/api/detectors', meanDelta);
    const points = Array.from({ length: 50_000 }, (_, index) =>
      point(0, 0.9, { model_id: `model-${index % 50}`, ts: start + index }),
    );
    const { status, body } = await api('POST', '/api/metrics', points);
    expect([status, body.accepted]).toEqual([200, 50_000]);
    expect(await countAllReadings()).toBe(50_000);
  });
});

describe('refusals write nothing', () => {
  const bad: [name: string, body: unknown, status: number][] = [
    ['not JSON', '{"model_id": ', 400],
    ['NaN', '{"model_id":"a","metric":"b","value":NaN}', 400],
    ['an infinite number', '{"model_id":"a","metric":"b","value":1e999}', 400],
    ['an empty body', '', 400],
    ['a wrong type', '"text"', 400],
    ['one bad point among good ones', [point(0, 0.9), { ...point(1, 0.9), value: '0.9' }], 400],
    ['an unknown field', { ...point(0, 1), colour: 'red' }, 400],
    ['too many points', Array.from({ length: 50_001 }, () => point(0, 1)), 413],
    ['a body over 16 MiB', ' '.repeat(maxBodyBytes) + JSON.stringify(point(0, 1)), 413],
  ];
  test.each(bad)('%s', async (_, body, status) => {
    const answer = await api('POST', '/api/metrics', body);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
    expect(await countRows()).toBe(0);
  });

  test('the problem names index and field', async () => {
    const { body } = await api('POST', '/api/metrics', [point(0, 0.9), { ...point(1, 0.9), value: '0.9' }]);
    expect(body.errors).toEqual([
      { index: 1, field: 'value', message: 'must be a finite number, got the text "0.9"' },
    ]);
  });
});

describe('detecting', () => {
  beforeEach(async () => {
    expect((await api('POST', '/api/detectors', meanDelta)).status).toBe(201);
  });

  test('a drop opens one incident and one job, which the response names', async () => {
    const values = [0.9, 0.91, 0.92, 0.7];
    const { body } = await api(
      'POST',
      '/api/metrics',
      values.map((value, index) => point(index, value)),
    );
    expect(body.detected).toEqual([
      expect.objectContaining({ model_id: 'fraud', metric: 'accuracy', detector_name: 'accuracy drop' }),
    ]);
    // |0.70 − mean(0.91, 0.92, 0.70)|
    expect(body.detected[0].delta).toBeCloseTo(0.143_333_333, 8);
    const { body: jobs } = await api('GET', '/api/jobs?model_id=fraud');
    expect(jobs.items).toEqual([
      expect.objectContaining({
        id: body.detected[0].job_id,
        status: 'pending_approval',
        reasons: [
          expect.objectContaining({
            kind: 'drift_detected',
            metric: 'accuracy',
            delta: body.detected[0].delta,
          }),
        ],
      }),
    ]);
    const { body: incident } = await api('GET', `/api/incidents/${body.detected[0].incident_id}`);
    expect(incident).toMatchObject({
      state: 'open',
      job_id: jobs.items[0].id,
      opened_ts: new Date(start + 3 * day).toISOString(),
    });
    expect(incident.evidence).toMatchObject({
      detector: { method: 'mean_delta', params: meanDelta.params },
      point: { value: 0.7 },
    });
    expect((await api('GET', '/api/models/fraud')).body.health).toBe('drift');
  });

  test('a worsening drift opens no second incident; a level that stays ends it; the next drift joins the open job', async () => {
    const values = [0.9, 0.9, 0.9, 0.7, 0.5, 0.3, 0.3, 0.3, 0.3];
    await api(
      'POST',
      '/api/metrics',
      values.map((value, index) => point(index, value)),
    );
    const { body: first } = await api('GET', '/api/incidents');
    expect(first.items.map(({ state }: { state: string }) => state)).toEqual(['resolved']);
    expect(first.items[0]).toMatchObject({ resolution: 'new_level', escalation_count: 2 });
    await api('POST', '/api/metrics', [point(20, 0.9)]);
    const { body: second } = await api('GET', '/api/incidents');
    expect(second.items.map(({ state }: { state: string }) => state)).toEqual(['open', 'resolved']);
    const { body: jobs } = await api('GET', '/api/jobs');
    expect(jobs.items).toHaveLength(1);
    expect(jobs.items[0].reasons).toHaveLength(4);
  });

  test('the readings are the same for one request or many, and for any instance', async () => {
    const values = Array.from(
      { length: 40 },
      (_, index) => 0.9 + 0.05 * Math.sin(index * 1.7) - (index > 25 ? 0.2 : 0),
    );
    const { closeDatabase } = await import('@/lib/db/client');
    await api(
      'POST',
      '/api/metrics',
      values.map((value, index) => point(index, value, { model_id: 'whole' })),
    );
    for (const [index, value] of values.entries()) {
      if (index % 7 === 0) await closeDatabase();
      await api('POST', '/api/metrics', point(index, value, { model_id: 'parts' }));
    }
    const readings = async (id: string) => {
      const { body } = await api('GET', `/api/models/${id}`);
      return (await api('GET', `/api/series/${body.series[0].id}/readings`)).body.items[0].readings;
    };
    expect(await readings('whole')).toHaveLength(40);
    expect(await readings('parts')).toEqual(await readings('whole'));
  });

  test('the evidence has the values that the detector saw, without the late ones', async () => {
    const sent = [0, 1, 4, 5].map((index) => point(index, 0.9));
    // Late with respect to stored points, and with respect to its own request.
    for (const body of [sent, [point(2, 0.1)], [point(6, 0.9), point(3, 0.1), point(7, 0.2)]]) {
      await api('POST', '/api/metrics', body);
    }
    const { body: incidents } = await api('GET', '/api/incidents');
    const { body: incident } = await api('GET', `/api/incidents/${incidents.items[0].id}`);
    expect(incident.evidence.values.map(({ value }: { value: number }) => value)).toEqual([
      0.9, 0.9, 0.9, 0.9, 0.9, 0.2,
    ]);
  });

  test('the evidence gives the same verdict later, and its hash is that of the stored text', async () => {
    const values = [0.9, 0.91, 0.92, 0.7, 0.6];
    const posted = await api(
      'POST',
      '/api/metrics',
      values.map((value, index) => point(index, value)),
    );
    const id = posted.body.detected[0].incident_id;
    const { body: incident } = await api('GET', `/api/incidents/${id}`);
    const {
      detector,
      series,
      state_before: state,
      point: trigger,
      reading,
      values: kept,
    } = incident.evidence;
    const behaviour = createBehaviour(detector.method, detector.params, series.direction);
    expect(behaviour.method.update(state, trigger.value, Date.parse(trigger.ts))).toEqual(reading);
    expect(kept.map(({ value }: { value: number }) => value)).toEqual([0.9, 0.91, 0.92, 0.7]);
    const [row] = await database().$queryRaw<{ text: string }[]>`
      SELECT evidence::text AS text FROM incidents WHERE id = ${id}::uuid`;
    expect(
      createHash('sha256')
        .update(row?.text ?? '')
        .digest('hex'),
    ).toBe(incident.evidence_hash);
  });

  test('late points are stored but not shown to the method', async () => {
    await api('POST', '/api/metrics', [point(0, 0.9), point(2, 0.9), point(3, 0.9)]);
    const { body } = await api('POST', '/api/metrics', point(1, 0.1));
    expect(body).toMatchObject({ accepted: 1, late: 1, detected: [] });
    expect(await countAllReadings()).toBe(3);
  });

  test('concurrent requests for the same series lose nothing and evaluate each point once', async () => {
    const requests = Array.from({ length: 20 }, (_, index) => api('POST', '/api/metrics', point(index, 0.9)));
    const answers = await Promise.all(requests);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const { body } = await api('GET', '/api/models/fraud');
    expect(body.series[0].point_count).toBe(20);
    const onTime = 20 - body.series[0].late_count;
    expect(await countAllReadings()).toBe(onTime);
  });
});

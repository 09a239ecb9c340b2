import { beforeEach, describe, expect, test } from 'vitest';
import { comparisonSchema } from '@/lib/schemas/compare';
import { incidentContextSchema } from '@/lib/schemas/incident-context';
import { incidentDetailSchema } from '@/lib/schemas/incidents';
import { seededRandom } from '@/lib/stats/seeded-random';
import { api } from '../helpers/api';
import { emptyDatabase, withTestDatabase } from '../helpers/app-database';

withTestDatabase();
beforeEach(emptyDatabase);

const start = Date.parse('2026-01-01T00:00:00Z');
const hour = 60 * 60 * 1000;
const fallAt = 100;

/** An hour each around a level, which moves by `by` after a hundred. */
async function send(metric: string, labels: Record<string, string>, by: number, level = 0.9) {
  const random = seededRandom(`${metric} ${JSON.stringify(labels)}`);
  const points = Array.from({ length: 120 }, (_, index) => ({
    model_id: 'fraud',
    metric,
    labels,
    ts: start + index * hour,
    value: level + 0.01 * (random() - 0.5) + (index < fallAt ? 0 : by),
  }));
  expect((await api('POST', '/api/metrics', points)).status).toBe(200);
}

const incidentOf = async (region: string) =>
  (await api('GET', `/api/incidents?search=region:${region}`)).body.items[0];

describe('an incident', () => {
  beforeEach(async () => {
    await api('POST', '/api/detectors', {
      name: 'limits',
      metric_pattern: 'accuracy',
      method: 'static_threshold',
      params: { lower: 0.87 },
    });
    for (const region of ['eu', 'us']) await send('accuracy', { version: '2026.11', region }, -0.05);
    for (const region of ['jp', 'br']) await send('accuracy', { version: '2026.10', region }, 0);
    await send('log_loss', { version: '2026.11', region: 'eu' }, 0.2, 0.3);
    await send('latency', {}, 0, 50);
  });

  test('says in facts what the sentence needs, and how often such a change comes by chance', async () => {
    const { id } = await incidentOf('eu');
    const { facts } = incidentDetailSchema.parse((await api('GET', `/api/incidents/${id}`)).body);
    expect(facts?.before.mean).toBeCloseTo(0.9, 2);
    expect(facts?.diff).toBeCloseTo(-0.05, 1);
    expect(facts?.interval_ms).toBe(hour);
    expect(facts?.chance_sentence).toBe('A change this large comes by chance less than once in 100 years.');
  });

  test('comes with where else, what moved with it, who said what, and what was done', async () => {
    const at = start + (fallAt - 1) * hour;
    const annotate = (body: object) => api('POST', '/api/annotations', { model_id: 'fraud', ...body });
    expect((await annotate({ ts: at, kind: 'deploy', text: '2026.11' })).status).toBe(201);
    await annotate({ ts: at, metric: 'latency', text: 'of another metric' });
    await annotate({ ts: start, text: 'long before' });
    const { id, job_id } = await incidentOf('eu');
    await api('POST', `/api/jobs/${job_id}/approve`, { comment: 'go' });
    const { status, body } = await api('GET', `/api/incidents/${id}/context`);
    expect(status).toBe(200);
    const context = incidentContextSchema.parse(body);
    expect(context.before).toMatchObject({ count: 100, mean: expect.closeTo(0.9, 2) });
    expect(context.after.count).toBe(20);
    expect(context.effect).toBeLessThan(-5);
    const sum = (counts: number[] = []) => counts.reduce((total, one) => total + one, 0);
    expect([sum(context.histogram?.before), sum(context.histogram?.after)]).toEqual([100, 20]);
    const regions = context.siblings.items.map(({ labels }) => labels.region);
    expect(regions.slice(0, 2).sort()).toEqual(['eu', 'us']);
    expect(context.siblings).toMatchObject({ total: 4, label_names: ['region', 'version'] });
    expect(context.by_label).toEqual([
      { name: 'version', value: '2026.11', total: 2, moved: 2 },
      { name: 'version', value: '2026.10', total: 2, moved: 0 },
    ]);
    expect(context.moved_with.map(({ metric }) => metric)).toEqual(['log_loss']);
    expect(context.annotations.map(({ text }) => text)).toEqual(['2026.11']);
    expect(context.timeline.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['incident.opened', 'retrain_job.requested', 'retrain_job.approved']),
    );
    expect(context.timeline.at(-1)).toMatchObject({ kind: 'job', comment: 'go', actor: 'operator' });
  });

  test('of no such id is not found', async () => {
    expect((await api('GET', '/api/incidents/nothing/context')).status).toBe(404);
  });
});

describe('two stretches of a series', () => {
  test('are compared by their means, with an interval, their spread and their values', async () => {
    await send('accuracy', {}, -0.05);
    const { body: model } = await api('GET', '/api/models/fraud');
    const [{ id }] = model.series;
    const split = start + fallAt * hour;
    const { status, body } = await api(
      'GET',
      `/api/series/compare?a=${id}&a_to=${split - 1}&b_from=${split}`,
    );
    expect(status).toBe(200);
    const found = comparisonSchema.parse(body);
    expect([found.a.count, found.b.count]).toEqual([100, 20]);
    expect(found.difference?.diff).toBeCloseTo(-0.05, 2);
    expect(found.difference?.lower).toBeLessThan(found.difference?.diff ?? 0);
    expect(found.difference?.upper).toBeGreaterThan(found.difference?.diff ?? 0);
    expect(found.histogram?.a).toHaveLength(found.histogram?.b.length ?? 0);
  });

  test('may be empty, and a series that does not exist is not found', async () => {
    await send('accuracy', {}, 0);
    const { body: model } = await api('GET', '/api/models/fraud');
    const [{ id }] = model.series;
    const { body } = await api('GET', `/api/series/compare?a=${id}&b_to=1000`);
    expect(body).toMatchObject({ b: { count: 0, mean: null }, difference: null, histogram: null });
    expect((await api('GET', '/api/series/compare?a=9999')).status).toBe(404);
    expect((await api('GET', `/api/series/compare?a=${id}&a_from=2000&a_to=1000`)).status).toBe(400);
  });
});

describe('an annotation', () => {
  test('is listed for its model, metric and time, and deleted', async () => {
    await send('accuracy', {}, 0);
    const annotate = async (body: object) =>
      (await api('POST', '/api/annotations', { model_id: 'fraud', text: 'x', ...body })).body;
    const whole = await annotate({ ts: start });
    const span = await annotate({ ts: start + hour, end_ts: start + 5 * hour, metric: 'accuracy' });
    await annotate({ ts: start + 9 * hour, metric: 'latency' });
    const listed = async (query: string) =>
      (await api('GET', `/api/annotations?model_id=fraud&${query}`)).body.items.map(
        ({ id }: { id: string }) => id,
      );
    expect(await listed('metric=accuracy')).toEqual([span.id, whole.id]);
    expect(await listed(`from=${start + 3 * hour}&to=${start + 4 * hour}`)).toEqual([span.id]);
    const { body: first } = await api('GET', '/api/annotations?limit=1');
    const { body: next } = await api('GET', `/api/annotations?limit=5&cursor=${first.next_cursor}`);
    expect(next.items.map(({ id }: { id: string }) => id)).toEqual([span.id, whole.id]);
    expect((await api('DELETE', `/api/annotations/${span.id}`)).status).toBe(204);
    expect((await api('DELETE', `/api/annotations/${span.id}`)).status).toBe(404);
  });

  test.each([
    [404, { model_id: 'nobody', text: 'x' }],
    [400, { model_id: 'fraud', text: ' ' }],
    [400, { model_id: 'fraud', text: 'x', ts: 2000, end_ts: 1000 }],
    [400, { model_id: 'fraud', text: 'x', end_ts: 1000 }],
  ])('is refused with %i: %j', async (status, body) => {
    expect((await api('POST', '/api/annotations', body)).status).toBe(status);
  });
});

describe('a saved view', () => {
  const view = { name: 'eu', path: '/incidents', query: 'search=region%3Aeu' };

  test('is listed by name and deleted; its name is taken once', async () => {
    const { status, body } = await api('POST', '/api/views', view);
    expect([status, body]).toMatchObject([201, view]);
    expect((await api('POST', '/api/views', view)).body).toMatchObject({ code: 'CONFLICT' });
    expect((await api('GET', '/api/views')).body.items).toEqual([body]);
    expect((await api('DELETE', `/api/views/${body.id}`)).status).toBe(204);
    expect((await api('DELETE', '/api/views/nothing')).status).toBe(404);
  });

  test.each(['//evil.example', 'incidents', '/a?b', 'https://evil.example', '/\\evil'])(
    'of %s is refused: it is no page of the app',
    async (path) => {
      expect((await api('POST', '/api/views', { ...view, path })).status).toBe(400);
    },
  );
});

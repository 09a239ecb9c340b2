import { beforeEach, expect, test } from 'vitest';
import { database } from '@/lib/db/client';
import { api } from '../helpers/api';
import { emptyDatabase, withTestDatabase } from '../helpers/app-database';

withTestDatabase();
beforeEach(emptyDatabase);

const limits = { metric_pattern: 'accuracy', method: 'static_threshold', params: { lower: 0.8 } };

/** What the audit trail says of each action of a kind. */
async function trail(kind: string) {
  const rows = await database().auditRow.findMany({
    where: { action: { startsWith: `${kind}.` } },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ action, detail }) => [action, detail]);
}

async function post(path: string, body: unknown) {
  const response = await api('POST', path, body);
  expect(response.status, JSON.stringify(response.body)).toBeLessThan(300);
  return response.body;
}

const send = () =>
  post('/api/metrics', { model_id: 'fraud', metric: 'accuracy', value: 0.9, ts: '2026-01-01T00:00:00Z' });

test('a detector: all of it when it is made, deleted and restored, else what has changed', async () => {
  const { id } = await post('/api/detectors', { ...limits, name: 'limits' });
  await api('PATCH', `/api/detectors/${id}`, { name: 'floor', params: { lower: 0.7 }, mode: 'live' });
  await api('PATCH', `/api/detectors/${id}`, { enabled: false });
  await api('DELETE', `/api/detectors/${id}`);
  await post(`/api/detectors/${id}/restore`, undefined);
  const whole = { ...limits, params: expect.objectContaining({ lower: 0.7 }), name: 'floor', enabled: false };
  const params = (lower: number) => expect.objectContaining({ lower });
  expect(await trail('detector')).toEqual([
    [
      'detector.created',
      {
        name: 'limits',
        after: expect.objectContaining({ name: 'limits', params: params(0.8), mode: 'live' }),
      },
    ],
    [
      'detector.changed',
      {
        name: 'floor',
        before: { name: 'limits', params: params(0.8) },
        after: { name: 'floor', params: params(0.7) },
      },
    ],
    ['detector.disabled', { name: 'floor', before: { enabled: true }, after: { enabled: false } }],
    ['detector.deleted', { name: 'floor', before: expect.objectContaining(whole) }],
    ['detector.restored', { name: 'floor', after: expect.objectContaining(whole) }],
  ]);
});

test('a metric: what has changed, not what was sent', async () => {
  await send();
  const patch = { unit: '1', direction: 'higher_is_better', lower_bound: 0.5 };
  expect((await api('PATCH', '/api/metrics/accuracy', patch)).status).toBe(200);
  expect(await trail('metric')).toEqual([
    ['metric.changed', { before: { lower_bound: 0 }, after: { lower_bound: 0.5 } }],
  ]);
});

test('an annotation and a view: all of it when they are made and when they are deleted', async () => {
  await send();
  const note = { metric: null, ts: '2026-01-01T00:00:00.000Z', end_ts: null, kind: 'deploy', text: 'v2' };
  const { id: noteId } = await post('/api/annotations', { model_id: 'fraud', ...note });
  await api('DELETE', `/api/annotations/${noteId}`);
  expect(await trail('annotation')).toEqual([
    ['annotation.created', { model_id: 'fraud', after: note }],
    ['annotation.deleted', { model_id: 'fraud', before: note }],
  ]);
  const view = { name: 'mine', path: '/', query: 'health=drift' };
  const { id: viewId } = await post('/api/views', view);
  await api('DELETE', `/api/views/${viewId}`);
  expect(await trail('view')).toEqual([
    ['view.created', { name: 'mine', after: view }],
    ['view.deleted', { name: 'mine', before: view }],
  ]);
});

test('a model: how much was deleted with it', async () => {
  await send();
  await post('/api/jobs', { model_id: 'fraud' });
  await post('/api/annotations', { model_id: 'fraud', text: 'v2' });
  await api('DELETE', '/api/models/fraud');
  expect(await trail('model')).toEqual([
    ['model.deleted', { before: { series: 1, incidents: 0, jobs: 1, annotations: 1 } }],
  ]);
});

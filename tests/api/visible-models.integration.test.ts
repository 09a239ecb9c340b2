import { beforeAll, describe, expect, test } from 'vitest';
import { accessOfUser } from '@/lib/policy/access';
import type { Role } from '@/lib/schemas/roles';
import type { Actor } from '@/lib/services/call';
import { mayHear } from '@/lib/services/events/may-hear';
import { api, apiAs } from '../helpers/api';
import { emptyDatabase, withTestDatabase } from '../helpers/app-database';

withTestDatabase();

const grantedOn = (modelPattern: string, role: Role = 'operator'): Actor => ({
  kind: 'user',
  name: 'user:granted',
  access: accessOfUser(null, [{ role, modelPattern }]),
});
const own = grantedOn('own-*');
const ownApprover = grantedOn('own-*', 'approver');

interface Ids {
  job: string;
  incident: string;
  series: number;
  detector: string;
  annotation: string;
}

const ids: Record<'own-eu' | 'foreign', Ids> = {} as never;
let everywhere: string;

/** A model that falls, with a detector, an incident, a job and an annotation of its own. */
async function fill(model: 'own-eu' | 'foreign') {
  const detector = await api('POST', '/api/detectors', {
    name: `limit of ${model}`,
    model_pattern: model,
    metric_pattern: '*',
    method: 'static_threshold',
    params: { lower: 0.5 },
  });
  const points = Array.from({ length: 30 }, (_, index) => ({
    model_id: model,
    metric: 'accuracy',
    ts: 1_767_225_600_000 + index * 60_000,
    value: index < 20 ? 0.9 : 0.1,
  }));
  expect((await api('POST', '/api/metrics', points)).body.detected_count).toBeGreaterThan(0);
  const annotation = await api('POST', '/api/annotations', { model_id: model, text: 'a note', kind: 'note' });
  const incidents = await api('GET', `/api/incidents?model_id=${model}`);
  const jobs = await api('GET', `/api/jobs?model_id=${model}`);
  ids[model] = {
    job: jobs.body.items[0].id,
    incident: incidents.body.items[0].id,
    series: incidents.body.items[0].series_id,
    detector: detector.body.id,
    annotation: annotation.body.id,
  };
}

beforeAll(async () => {
  await emptyDatabase();
  await fill('own-eu');
  await fill('foreign');
  const all = {
    name: 'everywhere',
    metric_pattern: 'latency',
    method: 'static_threshold',
    params: { upper: 9 },
  };
  everywhere = (await api('POST', '/api/detectors', all)).body.id;
});

/** Everything that can be read of one model by an id. */
const readsOf = ({ job, incident, series, detector }: Ids, model: string) => [
  `/api/models/${model}`,
  `/api/jobs/${job}`,
  `/api/jobs/${job}/reasons`,
  `/api/incidents/${incident}`,
  `/api/incidents/${incident}/context`,
  `/api/series/${series}/points`,
  `/api/series/${series}/readings`,
  `/api/series/compare?a=${series}`,
  `/api/detectors/${detector}`,
  `/api/detectors/${detector}/episodes`,
];

/** Everything that can be changed of one model by an id. */
const writesOf = ({ job, incident, series, detector, annotation }: Ids, model: string) =>
  [
    ['POST', `/api/jobs/${job}/approve`],
    ['POST', `/api/jobs/${job}/cancel`],
    ['POST', `/api/jobs/${job}/complete`],
    ['POST', `/api/jobs/${job}/fail`],
    ['POST', `/api/incidents/${incident}/adopt`, {}],
    ['PATCH', `/api/detectors/${detector}`, { enabled: false }],
    ['PATCH', `/api/detectors/${detector}?dry_run=true`, { enabled: false }],
    ['DELETE', `/api/detectors/${detector}`],
    ['DELETE', `/api/detectors/${detector}?dry_run=true`],
    ['DELETE', `/api/annotations/${annotation}`],
    ['DELETE', `/api/series/${series}/points?from=0`],
    ['DELETE', `/api/series/${series}`],
    ['DELETE', `/api/models/${model}`],
  ] as const;

describe('who may see some models', () => {
  test('reads theirs by id', async () => {
    for (const path of readsOf(ids['own-eu'], 'own-eu'))
      expect((await apiAs(own, 'GET', path)).status, path).toBe(200);
  });

  test('is told of others that they do not exist, by any id', async () => {
    for (const path of readsOf(ids.foreign, 'foreign')) {
      const { status, body } = await apiAs(own, 'GET', path);
      expect(status, path).toBe(404);
      expect(JSON.stringify(body)).not.toContain('accuracy');
    }
  });

  test('changes nothing of others, by any id', async () => {
    for (const [method, path, body] of writesOf(ids.foreign, 'foreign')) {
      for (const actor of [own, ownApprover])
        expect([403, 404], `${method} ${path}`).toContain((await apiAs(actor, method, path, body)).status);
    }
    expect((await api('GET', `/api/jobs/${ids.foreign.job}`)).body.status).toBe('pending_approval');
    expect((await api('GET', `/api/detectors/${ids.foreign.detector}`)).body.enabled).toBe(true);
    expect((await api('GET', '/api/annotations?model_id=foreign')).body.items).toHaveLength(1);
    expect((await api('GET', `/api/series/${ids.foreign.series}/points`)).body.total).toBe(30);
  });

  test('does not find others in any list', async () => {
    const paths = [
      '/api/overview',
      '/api/models',
      '/api/incidents',
      '/api/incidents?model_id=foreign',
      '/api/jobs',
      '/api/jobs?model_id=foreign',
      '/api/annotations',
      `/api/series/trends?ids=${ids.foreign.series},${ids['own-eu'].series}`,
      '/api/detectors',
    ];
    for (const path of paths) {
      const { status, body } = await apiAs(own, 'GET', path);
      expect(status, path).toBe(200);
      const text = JSON.stringify(body);
      expect(text, path).not.toContain('foreign');
      expect(text, path).not.toContain(ids.foreign.job);
      if (!path.includes('=foreign')) expect(text, path).not.toBe('{"items":[],"next_cursor":null}');
    }
  });

  test('knows of detectors that watch theirs too, and changes only those that watch nothing else', async () => {
    const { body } = await apiAs(own, 'GET', '/api/detectors');
    const names = body.items.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['limit of own-eu', 'everywhere']);
    expect((await apiAs(own, 'PATCH', `/api/detectors/${everywhere}`, { enabled: false })).status).toBe(403);
    const wider = { model_pattern: '*' };
    expect((await apiAs(own, 'PATCH', `/api/detectors/${ids['own-eu'].detector}`, wider)).status).toBe(403);
    const created = {
      name: 'n',
      model_pattern: 'own-x*',
      metric_pattern: 'a',
      method: 'static_threshold',
      params: { lower: 1 },
    };
    expect((await apiAs(own, 'POST', '/api/detectors', { ...created, model_pattern: 'o*' })).status).toBe(
      403,
    );
    expect((await apiAs(own, 'POST', '/api/detectors', created)).status).toBe(201);
  });

  test('posts points of theirs only, all or none', async () => {
    const point = (model_id: string) => ({ model_id, metric: 'latency', value: 1, ts: 1_767_225_600_000 });
    const refused = await apiAs(own, 'POST', '/api/metrics', [point('own-us'), point('foreign')]);
    expect(refused.status).toBe(403);
    expect(refused.body.errors).toEqual([
      { index: 1, field: 'model_id', message: 'foreign is not one of yours' },
    ]);
    expect((await api('GET', '/api/models/own-us')).status).toBe(404);
    expect((await apiAs(own, 'POST', '/api/metrics', [point('own-us')])).status).toBe(200);
  });

  test('decides jobs of theirs if the grant says so, and not of others', async () => {
    expect((await apiAs(own, 'POST', `/api/jobs/${ids['own-eu'].job}/approve`)).status).toBe(403);
    const { status, body } = await apiAs(ownApprover, 'POST', `/api/jobs/${ids['own-eu'].job}/approve`);
    expect([status, body.status]).toEqual([200, 'queued']);
  });

  test('hears of changes of theirs only, and nobody without the audit trail of who signs in', () => {
    expect(mayHear(own, { entity: 'incident', modelId: 'own-eu' })).toBe(true);
    expect(mayHear(own, { entity: 'incident', modelId: 'foreign' })).toBe(false);
    expect(mayHear(own, { entity: 'detector', modelId: null })).toBe(false);
    const viewer: Actor = { kind: 'user', name: 'user:viewer', access: accessOfUser('viewer', []) };
    expect(mayHear(viewer, { entity: 'detector', modelId: null })).toBe(true);
    expect(mayHear(viewer, { entity: 'user', modelId: null })).toBe(false);
  });
});

import { beforeEach, expect, test } from 'vitest';
import { database } from '@/lib/db/client';
import { modelQuerySchema } from '@/lib/schemas/models';
import { operator } from '@/lib/services/call';
import { listModels } from '@/lib/services/models/list-models';
import { api } from '../helpers/api';
import { emptyDatabase, withTestDatabase } from '../helpers/app-database';

withTestDatabase();
beforeEach(emptyDatabase);

const start = Date.parse('2026-01-01T00:00:00Z');
const hour = 60 * 60 * 1000;
const calm = Array.from({ length: 40 }, (_, index) => 0.9 + (index % 2) / 100);
const fallen = Array.from({ length: 6 }, (_, index) => 0.7 + (index % 2) / 100);

interface Sent {
  model?: string;
  metric?: string;
  labels?: Record<string, string>;
}

async function send(values: number[], { model = 'fraud', metric = 'accuracy', labels = {} }: Sent = {}) {
  const points = values.map((value, index) => ({
    model_id: model,
    metric,
    labels,
    value,
    ts: start + index * hour,
  }));
  const { status, body } = await api('POST', '/api/metrics', points);
  expect(status).toBe(200);
  return body;
}

const detector = {
  name: 'drop',
  metric_pattern: 'accuracy',
  method: 'static_threshold',
  params: { lower: 0.8 },
};

/** Returns the list as it was at a time; by the clock of the test, everything would be silent. */
const listAt = (now: number, query: Record<string, string> = {}) =>
  listModels({ actor: operator, input: modelQuerySchema.parse(query), now: new Date(now) });

const watch = async (given: object) =>
  expect((await api('POST', '/api/detectors', given)).body.errors).toBeUndefined();

async function drift(labels: Record<string, string> = { region: 'eu' }) {
  await watch(detector);
  await send([...calm, ...fallen], { labels });
}

test('an incident, its reason and its job name the changed series, with the values before and after', async () => {
  await drift();
  const { body: incidents } = await api('GET', '/api/incidents');
  const [incident] = incidents.items;
  expect(incident).toMatchObject({
    labels: { region: 'eu' },
    direction: 'higher_is_better',
    found_at_priming: false,
  });
  const { change } = incident;
  expect(change.before.mean).toBeCloseTo(0.905, 2);
  expect(change.after.mean).toBeLessThan(change.before.mean);
  expect(change.diff).toBe(change.after.mean - change.before.mean);
  expect(change.effect).toBe(change.diff / change.before.sd);
  const { body: jobs } = await api('GET', '/api/jobs');
  expect(jobs.items[0]).toMatchObject({ cause: 'active', open_incident_count: 1 });
  expect(jobs.items[0].worst).toMatchObject({ incident_id: incident.id, labels: { region: 'eu' }, change });
  expect(jobs.items[0].reasons[0]).toMatchObject({
    labels: { region: 'eu' },
    change,
    incident_state: 'open',
  });
});

test('a job whose incidents are all resolved reports that its cause is over', async () => {
  await drift();
  await database().incident.updateMany({ data: { state: 'resolved', resolution: 'recovered' } });
  const { body } = await api('GET', '/api/jobs');
  expect(body.items[0]).toMatchObject({ cause: 'over', open_incident_count: 0 });
  await api('POST', '/api/jobs', { model_id: 'fraud' });
  await database().jobReason.deleteMany({ where: { kind: 'drift_detected' } });
  expect((await api('GET', '/api/jobs')).body.items[0]).toMatchObject({ cause: 'none', worst: null });
});

test('incidents are found by tokens and words, counted by state, and grouped by model and onset', async () => {
  await watch(detector);
  for (const region of ['eu', 'us']) await send([...calm, ...fallen], { labels: { region } });
  await send([...calm, ...fallen], { model: 'churn', labels: { version: '2026.11' } });
  const search = async (text: string) => {
    const { body } = await api('GET', `/api/incidents?search=${encodeURIComponent(text)}`);
    return body.items.map((one: { model_id: string }) => one.model_id).sort();
  };
  expect(await search('region:eu')).toEqual(['fraud']);
  expect(await search('version:2026.*')).toEqual(['churn']);
  expect(await search('model:fraud region:eu region:us')).toEqual(['fraud', 'fraud']);
  expect(await search('2026.11')).toEqual(['churn']);
  expect(await search('state:resolved')).toEqual([]);
  expect(await search('detector:DROP metric:acc*')).toHaveLength(3);
  expect((await api('GET', '/api/incidents?search=state:shut')).status).toBe(400);
  const { body } = await api('GET', '/api/incidents?state=resolved');
  expect([body.items, body.counts]).toEqual([[], { open: 3, acknowledged: 0, resolved: 0 }]);
  const { body: all } = await api('GET', '/api/incidents');
  expect(all.groups.map((one: { incident_ids: string[] }) => one.incident_ids.length)).toEqual([1, 2]);
});

test('a model reports its worst change, and is found by its labels', async () => {
  await drift({ region: 'eu', version: '2026.11' });
  await send(calm, { metric: 'latency' });
  await send(calm, { model: 'churn', labels: { version: '2026.10' } });
  const now = start + 45 * hour;
  const { items, counts } = await listAt(now, { series: '0', order: 'effect' });
  expect(items.map(({ id }) => id)).toEqual(['fraud', 'churn']);
  expect(items[0]?.series).toEqual([]);
  expect(items[0]?.worst).toMatchObject({ metric: 'accuracy', labels: { region: 'eu' } });
  expect(items[0]?.worst?.change?.effect).toBeLessThan(-3);
  expect(items[1]?.worst).toMatchObject({ metric: 'accuracy', change: null, incident_id: null });
  expect(counts).toMatchObject({ drift: 1, silent: 0 });
  const found = async (search: string) => (await listAt(now, { search })).items.map(({ id }) => id);
  expect(await found('version:2026.11')).toEqual(['fraud']);
  expect(await found('metric:accuracy version:2026.10')).toEqual(['churn']);
  expect(await found('metric:latency version:2026.11')).toEqual([]);
  expect(await found('eu')).toEqual(['fraud']);
  expect(await found('state:drift,warning')).toEqual(['fraud']);
  expect((await listAt(now, { search: 'state:drift' })).counts.drift).toBe(1);
});

test('a model is silent after six usual intervals and an hour, before stable, and says for how long', async () => {
  await send(calm);
  await send(calm, { model: 'busy', metric: 'other' });
  await database().series.updateMany({
    where: { modelId: 'busy' },
    data: { lastTs: new Date(start + 46 * hour) },
  });
  const last = start + 39 * hour;
  expect((await listAt(last + 6 * hour)).items[1]?.silent_since).toBeNull();
  const { items, counts } = await listAt(last + 7 * hour, { order: 'urgency' });
  expect(items.map(({ id, health }) => [id, health])).toEqual([
    ['fraud', 'silent'],
    ['busy', 'unwatched'],
  ]);
  expect(items[0]).toMatchObject({
    silent_since: new Date(last).toISOString(),
    usual_interval_ms: hour,
    health_reason: 'No data for 7 h; points usually arrive every 60 min.',
  });
  expect(counts).toMatchObject({ silent: 1, unwatched: 1 });
});

test('a model that gets a batch every six hours is not silent between two of them', async () => {
  const points = Array.from({ length: 60 }, (_, index) => ({
    model_id: 'fraud',
    metric: 'accuracy',
    value: 0.9,
    ts: start + Math.floor(index / 5) * 6 * hour + (index % 5) * 2000,
  }));
  expect((await api('POST', '/api/metrics', points)).status).toBe(200);
  const last = start + 66 * hour + 8000;
  expect((await listAt(last + 7 * hour)).items[0]?.silent_since).toBeNull();
  const { items } = await listAt(last + 37 * hour);
  expect(items[0]).toMatchObject({
    health: 'silent',
    health_reason: 'No data for 37 h; points usually arrive every 6 h.',
  });
  expect(items[0]?.series[0]).toMatchObject({ usual_interval_ms: 6 * hour - 8000 });
});

test('a model in drift that has become silent stays in drift, and reports the silence', async () => {
  await drift();
  const { items } = await listAt(start + 100 * hour);
  expect(items[0]).toMatchObject({
    health: 'drift',
    silent_since: new Date(start + 45 * hour).toISOString(),
  });
});

test('a model that is learning reports how many points are missing and how long they take', async () => {
  await watch({ ...detector, method: 'auto', params: {} });
  await send(calm);
  const { items } = await listAt(start + 40 * hour, { series: '0' });
  const { learning } = items[0] ?? {};
  expect(learning?.seen).toBe(40);
  expect(learning?.remaining_ms).toBe(((learning?.needed ?? 0) - 40) * hour);
});

test('trends are returned for the requested series, in order, on a grid that keeps gaps', async () => {
  await drift();
  await send(calm, { model: 'churn' });
  const [one, other] = await database().series.findMany({ orderBy: { id: 'asc' } });
  const { body } = await api('GET', `/api/series/trends?ids=${other?.id},${one?.id},999`);
  expect(body.items.map((item: { series_id: number }) => item.series_id)).toEqual([other?.id, one?.id]);
  const [, drifting] = body.items;
  expect(drifting.values).toHaveLength(40);
  expect(drifting.values[0]).toBeCloseTo(0.9, 1);
  expect(drifting.values.at(-1)).toBeCloseTo(0.7, 1);
  expect(drifting.band.lower).toBeGreaterThan(0.85);
  expect((await api('GET', '/api/series/trends?ids=a')).status).toBe(400);
});

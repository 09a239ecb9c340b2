import { beforeEach, expect, test } from 'vitest';
import { overviewSchema } from '@/lib/schemas/overview';
import { operator } from '@/lib/services/call';
import { listIncidents } from '@/lib/services/incidents/list-incidents';
import { getOverview } from '@/lib/services/overview/get-overview';
import { api } from '../helpers/api';
import { emptyDatabase, withTestDatabase } from '../helpers/app-database';

withTestDatabase();
beforeEach(emptyDatabase);

const start = Date.parse('2026-01-01T00:00:00Z');
const hour = 60 * 60 * 1000;
const calm = Array.from({ length: 40 }, (_, index) => 0.9 + (index % 2) / 100);
const end = start + 43 * hour;

async function send(model: string, labels: Record<string, string>, values: number[]) {
  const points = values.map((value, index) => ({
    model_id: model,
    metric: 'accuracy',
    labels,
    value,
    ts: start + index * hour,
  }));
  expect((await api('POST', '/api/metrics', points)).status).toBe(200);
}

const overviewAt = (now: number) => getOverview({ actor: operator, input: {}, now: new Date(now) });

test('every model is a light row with its labels, and every open incident a change with those of its series', async () => {
  const detector = {
    name: 'drop',
    metric_pattern: '*',
    method: 'static_threshold',
    params: { lower: 0.8 },
  };
  expect((await api('POST', '/api/detectors', detector)).status).toBe(201);
  await send('calm', {}, calm);
  await send('fraud', { region: 'eu', version: '2' }, [...calm, 0.7, 0.7]);
  await send('fraud', { region: 'us', version: '2' }, [...calm, 0.5, 0.5]);
  const overview = overviewSchema.parse(await overviewAt(end));
  expect(overview.rows.map(({ id, health, place }) => [id, health, place])).toEqual([
    ['fraud', 'drift', 0],
    ['calm', 'stable', 1],
  ]);
  expect(overview.rows[0]).toMatchObject({
    series: { metric: 'accuracy', labels: { region: 'us' } },
    labels: { region: ['eu', 'us'], version: ['2'] },
    metrics: ['accuracy'],
    open_incident_count: 2,
    open_job: { status: 'pending_approval' },
  });
  expect(overview.changes.map(({ labels, after }) => [labels.region, after])).toEqual([
    ['us', expect.any(Number)],
    ['eu', expect.any(Number)],
  ]);
  const [worst] = overview.changes;
  expect(worst?.effect).toBeLessThan(overview.changes[1]?.effect ?? 0);
  expect(worst?.before).toBeCloseTo(0.905, 2);
  expect(overview).toMatchObject({ detector_count: 1, enabled_detector_count: 1 });
  // Days later the calm one is silent; a drift stays one.
  const later = await overviewAt(end + 48 * hour);
  expect(later.rows.map(({ id, health }) => [id, health])).toEqual([
    ['fraud', 'drift'],
    ['calm', 'silent'],
  ]);
});

test('incidents that ended within a day are counted, and found by when they last changed', async () => {
  const detector = { name: 'drop', metric_pattern: '*', method: 'static_threshold', params: { lower: 0.8 } };
  expect((await api('POST', '/api/detectors', detector)).status).toBe(201);
  await send('open', {}, [...calm, 0.7, 0.7]);
  await send('ended', {}, [...calm, 0.7, 0.7, 0.9, 0.9]);
  const found = async (changed: string, now: number) => {
    const input = { limit: 10, search: `changed:${changed}` };
    const { items, counts } = await listIncidents({ actor: operator, input, now: new Date(now) });
    return [items.map(({ model_id }) => model_id).sort(), counts.resolved];
  };
  // Both opened at hour 40, and one ended at hour 42.
  expect(await found('24h', end)).toEqual([['ended', 'open'], 1]);
  expect(await found('24h', start + 65 * hour)).toEqual([['ended'], 1]);
  expect(await found('1h,1w', start + 65 * hour)).toEqual([['ended', 'open'], 1]);
  expect(await found('1d', start + 67 * hour)).toEqual([[], 0]);
  expect((await overviewAt(start + 65 * hour)).ended_count).toBe(1);
  expect((await overviewAt(start + 67 * hour)).ended_count).toBe(0);
  expect(await api('GET', '/api/incidents?search=changed:soon')).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining('must be hours, days or weeks, such as 24h, 7d or 2w') },
  });
});

test('without any model there is nothing, and nothing wrong', async () => {
  const { status, body } = await api('GET', '/api/overview');
  expect(status).toBe(200);
  expect(body).toMatchObject({ rows: [], changes: [], detector_count: 0 });
});

test('a row stays light, however many series and labels a model has', async () => {
  const points = Array.from({ length: 400 }, (_, index) => ({
    model_id: 'wide',
    metric: 'accuracy',
    labels: { customer: `customer-${index}` },
    value: 0.9,
    ts: start,
  }));
  expect((await api('POST', '/api/metrics', points)).status).toBe(200);
  const overview = await overviewAt(end);
  expect(overview.rows[0]?.labels.customer).toHaveLength(100);
  expect(JSON.stringify(overview).length).toBeLessThan(4000);
});

import { beforeEach, describe, expect, test } from 'vitest';
import { database } from '@/lib/db/client';
import { detectorChangeSchema } from '@/lib/schemas/detector-change';
import { episodeListSchema } from '@/lib/schemas/episodes';
import { api } from '../helpers/api';
import { emptyDatabase, withTestDatabase } from '../helpers/app-database';

withTestDatabase();
beforeEach(emptyDatabase);

const start = Date.parse('2026-01-01T00:00:00Z');
const hour = 60 * 60 * 1000;
const limits = {
  name: 'limits',
  metric_pattern: 'accuracy',
  method: 'static_threshold',
  params: { lower: 0.8 },
};

async function send(values: number[], from = 0, model = 'fraud') {
  const points = values.map((value, index) => ({
    model_id: model,
    metric: 'accuracy',
    value,
    ts: start + (from + index) * hour,
  }));
  return (await api('POST', '/api/metrics', points)).body;
}

const watch = async (body: object = {}) => (await api('POST', '/api/detectors', { ...limits, ...body })).body;
const incidents = async (query = '') => (await api('GET', `/api/incidents?${query}`)).body.items;
const jobs = async () => (await api('GET', '/api/jobs')).body.items;
const change = (id: string, body: object, query = '') => api('PATCH', `/api/detectors/${id}${query}`, body);

describe('a detector that is made on a history', () => {
  test('in drift opens an incident that is marked, with its beginning, and asks for no job', async () => {
    await send([0.9, 0.91, 0.7, 0.71, 0.9, 0.9, 0.6, 0.61]);
    await watch();
    const [incident, ...others] = await incidents();
    expect(others).toEqual([]);
    expect(incident).toMatchObject({
      found_at_priming: true,
      state: 'open',
      opened_ts: new Date(start + 6 * hour).toISOString(),
      value: 0.6,
      job_id: null,
    });
    expect(incident.change.before.mean).toBeCloseTo(0.836, 1);
    expect(await jobs()).toEqual([]);
    expect((await api('GET', `/api/incidents/${incident.id}`)).body.evidence.state_before).toBeNull();
    // What follows belongs to it, and its end is seen.
    expect((await send([0.62], 8)).detected_count).toBe(0);
    await send([0.95], 9);
    expect(await incidents()).toMatchObject([{ id: incident.id, resolution: 'recovered' }]);
    // The next drift is news.
    expect((await send([0.5], 10)).detected_count).toBe(1);
    expect(await jobs()).toHaveLength(1);
  });

  test('that is calm at its end opens none', async () => {
    await send([0.9, 0.5, 0.9]);
    await watch();
    expect(await incidents()).toEqual([]);
  });
});

describe('a change that ends incidents', () => {
  test('says so beforehand, with their names, and changes nothing', async () => {
    const { id } = await watch();
    await send([0.9, 0.7]);
    const [open] = await incidents();
    for (const answer of [
      await change(id, { enabled: false }, '?dry_run=true'),
      await change(id, { params: { lower: 0.85 } }, '?dry_run=true'),
      await api('DELETE', `/api/detectors/${id}?dry_run=true`),
    ]) {
      expect(answer.status).toBe(200);
      const told = detectorChangeSchema.parse(answer.body);
      expect(told).toMatchObject({ reprimes: true, incident_count: 1, series_count: 1 });
      expect(told.incidents.map((one) => one.id)).toEqual([open.id]);
    }
    const renamed = await change(id, { name: 'other' }, '?dry_run=true');
    expect(renamed.body).toMatchObject({ reprimes: false, incident_count: 0 });
    expect((await api('GET', `/api/detectors/${id}`)).body).toMatchObject({ name: 'limits', enabled: true });
    expect(await incidents()).toMatchObject([{ state: 'open' }]);
    expect((await change(id, { params: { lower: 'x' } }, '?dry_run=true')).status).toBe(400);
  });

  test('is undone by switching on again: what is still in drift goes on as it was, with its job', async () => {
    const { id } = await watch();
    await send([0.9, 0.7]);
    const [open] = await incidents();
    await change(id, { enabled: false });
    expect(await incidents()).toMatchObject([{ state: 'resolved', resolution: 'detector_disabled' }]);
    await change(id, { enabled: true });
    expect(await incidents()).toMatchObject([
      { id: open.id, state: 'open', resolution: null, job_id: open.job_id, found_at_priming: false },
    ]);
    const { body } = await api('GET', `/api/incidents/${open.id}/context`);
    expect(body.timeline.map((one: { action: string }) => one.action)).toContain('incident.reopened');
  });

  test('but not an hour later: then it is another incident', async () => {
    const { id } = await watch();
    await send([0.9, 0.7]);
    await change(id, { enabled: false });
    await database().incident.updateMany({ data: { resolvedTs: new Date(Date.now() - 2 * hour) } });
    await change(id, { enabled: true });
    expect(await incidents()).toMatchObject([
      { found_at_priming: true },
      { resolution: 'detector_disabled' },
    ]);
  });

  test('a deletion is undone with id, name and incidents, for an hour', async () => {
    const { id } = await watch({ min_change: { value: 0.01, unit: 'absolute' } });
    await send([0.9, 0.7]);
    const [open] = await incidents();
    const { body: before } = await api('GET', `/api/detectors/${id}`);
    await api('DELETE', `/api/detectors/${id}`);
    expect(await incidents()).toMatchObject([{ resolution: 'detector_deleted', detector_id: null }]);
    const { status, body } = await api('POST', `/api/detectors/${id}/restore`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id,
      name: before.name,
      params: before.params,
      min_change: before.min_change,
    });
    expect(await incidents()).toMatchObject([{ id: open.id, state: 'open', detector_id: id }]);
    expect((await api('POST', `/api/detectors/${id}/restore`)).status).toBe(404);
    await api('DELETE', `/api/detectors/${id}`);
    await watch();
    expect((await api('POST', `/api/detectors/${id}/restore`)).status).toBe(409);
    await database().detector.updateMany({ data: { deletedAt: new Date(Date.now() - 2 * hour) } });
    expect((await api('POST', `/api/detectors/${id}/restore`)).status).toBe(404);
  });
});

describe('a shadow', () => {
  test('judges and stores readings, opens no incidents, asks for no jobs, and counts for no health', async () => {
    const { id, mode } = await watch({ mode: 'shadow' });
    expect(mode).toBe('shadow');
    expect((await send([0.9, 0.7, 0.72, 0.9, 0.6])).detected_count).toBe(0);
    expect([await incidents(), await jobs()]).toEqual([[], []]);
    const { body: model } = await api('GET', '/api/models/fraud');
    expect(model.series[0].level).toBeNull();
    const { body: said } = await api('GET', `/api/series/${model.series[0].id}/readings`);
    expect(said.items[0]).toMatchObject({ mode: 'shadow', level: 'drift' });
    const { body } = await api('GET', `/api/detectors/${id}/episodes`);
    const at = (index: number) => new Date(start + index * hour).toISOString();
    expect(episodeListSchema.parse(body).items).toMatchObject([
      { from_ts: at(4), to_ts: null },
      { from_ts: at(1), to_ts: at(3), statistic: expect.closeTo(0.1) },
    ]);
    const { body: since } = await api('GET', `/api/detectors/${id}/episodes?from=${start + 4 * hour}`);
    expect(since.items).toHaveLength(1);
  });

  test('tells what it said on the history too', async () => {
    await send([0.9, 0.7, 0.72, 0.9]);
    const { id } = await watch({ mode: 'shadow' });
    await send([0.5], 4);
    const { body } = await api('GET', `/api/detectors/${id}/episodes`);
    expect(body.items.map((one: { to_ts: string | null }) => one.to_ts)).toEqual([
      null,
      new Date(start + 3 * hour).toISOString(),
    ]);
    expect(await incidents()).toEqual([]);
  });

  test('that is promoted takes what is in drift as found', async () => {
    const { id } = await watch({ mode: 'shadow' });
    await send([0.9, 0.7]);
    await change(id, { mode: 'live' });
    expect(await incidents()).toMatchObject([{ found_at_priming: true, state: 'open' }]);
    await change(id, { mode: 'shadow' });
    expect(await incidents()).toMatchObject([{ state: 'resolved', resolution: 'detector_changed' }]);
  });
});

test('the sample is removed with its model and its detectors, and no others', async () => {
  const sample = { model_pattern: 'elec2-price-direction', name: 'Electricity sample: accuracy falls' };
  await watch(sample);
  const { id } = await watch();
  await send([0.9, 0.9], 0, 'elec2-price-direction');
  await send([0.9, 0.9]);
  expect((await api('GET', '/api/sample')).body).toEqual({ loaded: true, detector_count: 1 });
  expect((await api('DELETE', '/api/sample')).body).toEqual({ model_deleted: true, detectors_deleted: 1 });
  expect((await api('GET', '/api/sample')).body).toEqual({ loaded: false, detector_count: 0 });
  expect((await api('GET', '/api/models')).body.items).toMatchObject([{ id: 'fraud' }]);
  expect((await api('GET', '/api/detectors')).body.items).toMatchObject([{ id }]);
});

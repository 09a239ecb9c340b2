import { describe, expect, it } from 'vitest';
import { describeLoad } from '../../../examples/elec2/describe-load';
import { loadSample } from '../../../examples/elec2/load-sample';
import { sampleDetectors } from '../../../examples/elec2/sample-detectors';
import type { IngestResult } from '../../../lib/schemas/metrics';
import { sampleApp } from './sample-app';

const baseUrl = 'http://127.0.0.1:3000';
const total = 824 * 3;

function detection(metric: string, incident: string, delta: number | null): IngestResult['detected'][number] {
  return {
    incident_id: incident,
    job_id: 'job',
    detector_id: 'detector',
    detector_name: `watches ${metric}`,
    series_id: 1,
    model_id: 'elec2-price-direction',
    metric,
    ts: '1997-06-30T23:30:00.000Z',
    delta,
  };
}

describe('loading the sample', () => {
  it('creates the detectors first and then sends the days in order, 50 per request', async () => {
    const app = sampleApp();
    const load = await loadSample({ fetch: app.fetch, baseUrl });
    expect(app.detectors).toEqual(sampleDetectors);
    expect(app.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/detectors',
      ...sampleDetectors.map(() => 'POST /api/detectors'),
      ...Array.from({ length: Math.ceil(824 / 50) }, () => 'POST /api/metrics'),
    ]);
    const sent = app.requests.flatMap(({ points }) => points);
    expect(sent).toHaveLength(total);
    const times = sent.map(({ ts }) => Date.parse(ts));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.max(...app.requests.map(({ points }) => points.length))).toBe(150);
    expect(load).toMatchObject({ days: 824, points: total, accepted: total, duplicate: 0, conflict: 0 });
    expect(load).toMatchObject({ detectorsCreated: 2, detectorsReused: 0 });
  });

  it('changes nothing the second time', async () => {
    const app = sampleApp();
    await loadSample({ fetch: app.fetch, baseUrl });
    const load = await loadSample({ fetch: app.fetch, baseUrl });
    expect(load).toMatchObject({ accepted: 0, duplicate: total, conflict: 0 });
    expect(load).toMatchObject({ detectorsCreated: 0, detectorsReused: 2 });
    expect(app.detectors).toHaveLength(2);
    expect(describeLoad(load)).toContain('Nothing was new');
  });

  it('continues after an interrupted load', async () => {
    const app = sampleApp();
    let posts = 0;
    const cut: typeof fetch = async (input, init) => {
      if (String(input).endsWith('/api/metrics') && ++posts > 3) throw new TypeError('fetch failed');
      return app.fetch(input, init);
    };
    await expect(loadSample({ fetch: cut, baseUrl })).rejects.toThrow('no Driftwatch answers');
    const load = await loadSample({ fetch: app.fetch, baseUrl });
    expect(load).toMatchObject({ accepted: total - 450, duplicate: 450, detectorsCreated: 0 });
  });

  it('finds its detectors on later pages, and creates only the missing one', async () => {
    const app = sampleApp();
    const [first] = sampleDetectors;
    if (first) app.detectors.push({ ...first, name: 'of somebody else' }, { ...first, enabled: false });
    const load = await loadSample({ fetch: app.fetch, baseUrl });
    expect(load).toMatchObject({ detectorsCreated: 1, detectorsReused: 1 });
    expect(app.detectors[1]?.enabled).toBe(false);
  });
});

describe('the summary of a load', () => {
  it('counts two drifts that join one job as two incidents and one job', async () => {
    const app = sampleApp([detection('accuracy', 'first', -0.15), detection('log_loss', 'second', null)]);
    const load = await loadSample({ fetch: app.fetch, baseUrl });
    expect(describeLoad(load).split('\n')).toEqual([
      '2472 points of model elec2-price-direction over 824 days: 2472 accepted, 0 already there',
      '2 detectors created, 0 already there',
      '2 incidents opened, 1 retrain job requested',
      '  accuracy drifted on 1997-06-30, -0.150 (detector "watches accuracy")',
      '  log_loss drifted on 1997-06-30 (detector "watches log_loss")',
    ]);
  });
});

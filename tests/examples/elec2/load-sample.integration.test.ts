import { beforeEach, describe, expect, test } from 'vitest';
import { describeLoad } from '@/examples/elec2/describe-load';
import { loadSample } from '@/examples/elec2/load-sample';
import { sampleDetectors } from '@/examples/elec2/sample-detectors';
import { api } from '../../helpers/api';
import { emptyDatabase, withTestDatabase } from '../../helpers/app-database';

withTestDatabase();
beforeEach(emptyDatabase);

const baseUrl = 'http://driftwatch.test';
const days = 824;
const total = days * 3;

/** The app's own routes as a `fetch`, and what was asked of them; those from `failsFrom` on never arrive. */
function appFetch({ failsFrom = Number.POSITIVE_INFINITY } = {}) {
  const requests: { method: string; path: string; points: { ts: string }[] }[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { pathname, search } = new URL(String(input));
    const method = init?.method ?? 'GET';
    const body = init?.body === undefined ? undefined : String(init.body);
    const posts = requests.filter(({ path }) => path === '/api/metrics').length;
    if (pathname === '/api/metrics' && posts >= failsFrom) throw new TypeError('fetch failed');
    requests.push({ method, path: pathname, points: body ? (JSON.parse(body).points ?? []) : [] });
    const answer = await api(method, pathname + search, body);
    return Response.json(answer.body, { status: answer.status });
  };
  return { fetch, requests };
}

const load = (app = appFetch()) => loadSample({ fetch: app.fetch, baseUrl });
const detectors = async () => (await api('GET', '/api/detectors?limit=100')).body.items;

describe('loading the sample', () => {
  test('makes the detectors first, then sends the days in order, 50 to a request', async () => {
    const app = appFetch();
    const loaded = await load(app);
    expect(app.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/detectors',
      ...sampleDetectors.map(() => 'POST /api/detectors'),
      ...Array.from({ length: Math.ceil(days / 50) }, () => 'POST /api/metrics'),
    ]);
    const sent = app.requests.flatMap(({ points }) => points);
    expect(sent).toHaveLength(total);
    const times = sent.map(({ ts }) => Date.parse(ts));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.max(...app.requests.map(({ points }) => points.length))).toBe(150);
    expect(loaded).toMatchObject({ days, points: total, accepted: total, duplicate: 0, conflict: 0 });
    expect(loaded).toMatchObject({ detectorsCreated: 2, detectorsReused: 0 });
    expect((await detectors()).map(({ name }: { name: string }) => name).sort()).toEqual(
      sampleDetectors.map(({ name }) => name).sort(),
    );
  });

  test('opens the incidents of the sample, which ask for one retrain job', async () => {
    const loaded = await load();
    const incidents = (await api('GET', '/api/incidents')).body.items;
    const jobs = (await api('GET', '/api/jobs')).body.items;
    expect(loaded.detected.length).toBeGreaterThan(0);
    const idOf = ({ id }: { id: string }) => id;
    expect(new Set(loaded.detected.map(({ incident_id }) => incident_id))).toEqual(
      new Set(incidents.map(idOf)),
    );
    expect(jobs).toHaveLength(1);
    expect(new Set(loaded.detected.map(({ job_id }) => job_id))).toEqual(new Set(jobs.map(idOf)));
    expect(describeLoad(loaded).split('\n').slice(0, 3)).toEqual([
      `${total} points of model elec2-price-direction over ${days} days: ${total} accepted, 0 already there`,
      '2 detectors created, 0 already there',
      `${incidents.length} incident${incidents.length === 1 ? '' : 's'} opened, 1 retrain job requested`,
    ]);
  });

  test('changes nothing the second time', async () => {
    await load();
    const loaded = await load();
    expect(loaded).toMatchObject({ accepted: 0, duplicate: total, conflict: 0, detected: [] });
    expect(loaded).toMatchObject({ detectorsCreated: 0, detectorsReused: 2 });
    expect(await detectors()).toHaveLength(2);
    expect(describeLoad(loaded)).toContain('Nothing was new');
  });

  test('continues where a load was cut short', async () => {
    await expect(load(appFetch({ failsFrom: 3 }))).rejects.toThrow('no Driftwatch answers');
    expect(await load()).toMatchObject({ accepted: total - 450, duplicate: 450, detectorsCreated: 0 });
  });

  test('finds its detectors among others, disabled ones too, and makes only the one that is missing', async () => {
    const [first] = sampleDetectors;
    await api('POST', '/api/detectors', { ...first, name: 'of another team' });
    await api('POST', '/api/detectors', { ...first, enabled: false });
    expect(await load()).toMatchObject({ detectorsCreated: 1, detectorsReused: 1 });
    const own = (await detectors()).find(({ name }: { name: string }) => name === first?.name);
    expect(own).toMatchObject({ enabled: false });
  });
});

import { inOrder } from '../lib/stats/ordered-values';
import { orderedQuantileBy } from '../lib/stats/quantile';
import { type Cell, report } from './report';

const dayMs = 86_400_000;
/** Seeded, so that every run requests the same series. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Model {
  id: string;
  series: {
    id: number;
    metric: string;
    labels: Record<string, string>;
    last_ts: string | null;
    last_value: number | null;
  }[];
}

interface Series {
  id: number;
  lastMs: number;
  lastValue: number;
  /** Its identity, as in a point. */
  named: { model_id: string; metric: string; labels: Record<string, string> };
}

interface Readings {
  items: { windows: { reference: unknown; band: unknown } }[];
}

const ranges: [name: string, spanMs: number | null][] = [
  ['hour', dayMs / 24],
  ['day', dayMs],
  ['month', 30 * dayMs],
  ['all', null],
];
/** Number of buckets that the model page requests. */
const buckets = 600;
/** Number of series that are read. */
const chartedSeries = 100;
/** The requests of the overview when it opens. */
const overviewPaths = [
  '/api/models?order=urgency&limit=50',
  '/api/incidents?state=open&limit=50',
  '/api/jobs?status=pending_approval,deferred&limit=50',
  '/api/jobs?status=pending_approval,deferred&limit=200',
];
const allModelsPath = '/api/models?limit=1000';

async function get<Body>(url: string): Promise<Body> {
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} returned ${response.status}: ${text}`);
  return JSON.parse(text);
}

function seriesOf(models: Model[]): Series[] {
  return models.flatMap(({ id: model_id, series }) =>
    series.flatMap(({ id, metric, labels, last_ts, last_value }) =>
      last_ts && last_value !== null
        ? [{ id, lastMs: Date.parse(last_ts), lastValue: last_value, named: { model_id, metric, labels } }]
        : [],
    ),
  );
}

/**
 * The seeded runs have an older revision. One point each, repeating the last value, primes them so that they
 * have windows. If the seeded series drifts, that point opens an incident.
 */
async function prime(url: string, series: Series[]) {
  for (const one of series) {
    one.lastMs += 1;
    const response = await fetch(`${url}/api/metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...one.named, ts: one.lastMs, value: one.lastValue }),
    });
    if (!response.ok)
      throw new Error(`posting a point returned ${response.status}: ${await response.text()}`);
    const { items } = await get<Readings>(`${url}/api/series/${one.id}/readings?buckets=1`);
    const isPrimed = items.some(({ windows }) => windows.reference !== null || windows.band !== null);
    if (!isPrimed) throw new Error(`the run on series ${one.id} has no windows`);
  }
}

function quantile(elapsedMs: number[], share: number): number {
  return elapsedMs.length === 0 ? 0 : orderedQuantileBy('inverted_cdf', inOrder(elapsedMs), share);
}

/** Sends `count` requests sequentially. */
async function measure(name: string, count: number, ask: () => Promise<unknown>): Promise<Cell[]> {
  const elapsedMs: number[] = [];
  for (let index = 0; index < count; index++) {
    const begin = performance.now();
    await ask();
    elapsedMs.push(performance.now() - begin);
  }
  return [name, String(count), quantile(elapsedMs, 0.5), quantile(elapsedMs, 0.95)];
}

/** Measures the reading side of a running app on the data of `npm run seed:bench`. */
export async function benchRead(url: string, count: number): Promise<void> {
  const random = generator(41);
  const models = (await get<{ items: Model[] }>(url + allModelsPath)).items;
  const series = seriesOf(models)
    .map((one) => ({ one, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .slice(0, chartedSeries)
    .map(({ one }) => one);
  await prime(url, series);
  const pick = () => series[Math.floor(random() * series.length)] as Series;
  const rows: Cell[][] = [];
  for (const [name, spanMs] of ranges) {
    for (const kind of ['points', 'readings']) {
      const ask = () => {
        const { id, lastMs } = pick();
        const from = spanMs === null ? '' : `&from=${lastMs - spanMs}&to=${lastMs}`;
        return get(`${url}/api/series/${id}/${kind}?buckets=${buckets}${from}`);
      };
      await ask();
      rows.push(await measure(`chart, ${name}: ${kind}`, count, ask));
    }
  }
  const open = () => Promise.all(overviewPaths.map((path) => get(url + path)));
  const all = () => get(url + allModelsPath);
  await open();
  const ofAll = `of ${models.length} models`;
  rows.push(await measure(`overview ${ofAll}, as the screen opens it`, count, open));
  rows.push(
    await measure('search for one of them by name', count, () =>
      get(`${url}${overviewPaths[0]}&search=${pick().named.model_id}`),
    ),
  );
  rows.push(await measure(`list ${ofAll}, in one response`, Math.max(3, Math.ceil(count / 4)), all));
  report({
    id: 'read',
    title: 'Reading',
    command: 'npm run bench:read',
    about: `Sequential requests to a running app on the data of \`npm run seed:bench\` (10 million points in 1,000 series, with a detector's reading for each): ${series.length} random series whose runs were primed before; ${buckets} buckets, as the model page requests, and readings with the windows of the run. The overview opens with the 50 most urgent of all models, the number of models per health, the open incidents and the waiting jobs: four concurrent requests. The list is the response to limit=1000, with at most six series per model.`,
    header: ['request', 'times', 'p50 ms', 'p95 ms'],
    rows,
  });
}

import { type Cell, report } from './report';

const dayMs = 86_400_000;
/** Seeded, so that every run asks for the same series. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Series {
  id: number;
  lastMs: number;
}

interface ModelPage {
  items: { series: { id: number; last_ts: string | null }[] }[];
  next_cursor: string | null;
}

const ranges: [name: string, spanMs: number | null][] = [
  ['hour', dayMs / 24],
  ['day', dayMs],
  ['month', 30 * dayMs],
  ['all', null],
];
/** What the model page asks for. */
const buckets = 600;
const modelsPerPage = 200;

async function get<Body>(url: string): Promise<Body> {
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} was answered ${response.status}: ${text}`);
  return JSON.parse(text);
}

async function pages(url: string): Promise<{ series: Series[]; models: number; elapsedMs: number[] }> {
  const all = { series: [] as Series[], models: 0, elapsedMs: [] as number[] };
  for (let cursor: string | null = ''; cursor !== null; ) {
    const begin = performance.now();
    const page: ModelPage = await get(
      `${url}/api/models?limit=${modelsPerPage}${cursor && `&cursor=${cursor}`}`,
    );
    all.elapsedMs.push(performance.now() - begin);
    all.models += page.items.length;
    for (const { id, last_ts } of page.items.flatMap((model) => model.series)) {
      if (last_ts) all.series.push({ id, lastMs: Date.parse(last_ts) });
    }
    cursor = page.next_cursor;
  }
  return all;
}

function quantile(elapsedMs: number[], share: number): number {
  const sorted = elapsedMs.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
}

/** Asks `count` times, one request after the other. */
async function measure(name: string, count: number, ask: () => Promise<unknown>): Promise<Cell[]> {
  const elapsedMs: number[] = [];
  for (let index = 0; index < count; index++) {
    const begin = performance.now();
    await ask();
    elapsedMs.push(performance.now() - begin);
  }
  return row(name, elapsedMs);
}

const row = (name: string, elapsedMs: number[]): Cell[] => [
  name,
  String(elapsedMs.length),
  quantile(elapsedMs, 0.5),
  quantile(elapsedMs, 0.95),
];

/** Times the reading side of a running app on the data of `npm run seed:bench`. */
export async function benchRead(url: string, count: number): Promise<void> {
  const random = generator(41);
  // Once unmeasured: the pages' code and the database's buffers are warm in a running app.
  const { series, models } = await pages(url);
  const pick = () => series[Math.floor(random() * series.length)] ?? { id: 0, lastMs: 0 };
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
  const listed: number[] = [];
  const whole: number[] = [];
  const rounds = Math.max(3, Math.ceil(count / 10));
  for (let round = 0; round < rounds; round++) {
    const { elapsedMs } = await pages(url);
    listed.push(...elapsedMs);
    whole.push(elapsedMs.reduce((sum, ms) => sum + ms, 0));
  }
  rows.push(row(`overview, a request for ${modelsPerPage} models`, listed));
  rows.push(row(`overview, all ${models} models`, whole));
  report({
    id: 'read',
    title: 'Reading',
    command: 'npm run bench:read',
    about: `Requests to a running app on the data of \`npm run seed:bench\` (10 million points in 1,000 series, a detector's reading for each), one after the other, series at random; ${buckets} buckets, as the model page asks. The overview loads its models by ${modelsPerPage}.`,
    header: ['request', 'times', 'p50 ms', 'p95 ms'],
    rows,
  });
}

import { fork } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Cell, report } from '../../benchmarks/report';
import { openEmbeddedServer } from '../../lib/postgres/embedded-server';
import { runApp } from '../run-app';
import { measureCeiling } from './ceiling';
import type { LoadResult } from './load-result';
import { pointSource } from './point-source';
import { type LoadOrder, load } from './start-load';

export interface BenchOptions {
  /** Number of points in each measurement of batches. */
  points: number;
  /** Number of single posts in each measurement. */
  singles: number;
  /** Numbers of series for (b). */
  seriesCounts: number[];
  /** Whether to write the table to docs/benchmarks.md. */
  write: boolean;
}

const flushers = 2;

async function startApp(databaseUrl: string) {
  const app = await runApp({
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'warn',
    INGEST_FLUSHERS: String(flushers),
  });
  return {
    ...app,
    /** Peak resident memory, in MiB. */
    async peakMib(): Promise<number> {
      const status = await readFile(`/proc/${app.pid}/status`, 'utf8').catch(() => '');
      return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
    },
  };
}

type App = Awaited<ReturnType<typeof startApp>>;

/** Requests per second of the same single posts to a server that only responds. */
async function measureBareHttp(order: Omit<LoadOrder, 'url'>): Promise<LoadResult> {
  const server = fork(path.join(import.meta.dirname, 'bare-server.ts'), { execArgv: ['--import', 'tsx'] });
  try {
    const port = await new Promise<number>((resolve, reject) => {
      server.once('message', (listening) => resolve(listening as number));
      server.once('exit', (code) => reject(new Error(`the bare server ended with code ${code}`)));
    });
    const url = `http://127.0.0.1:${port}`;
    await load({ ...order, url, requests: 10_000 });
    return await load({ ...order, url });
  } finally {
    server.kill();
  }
}

async function call(app: App, method: string, address: string, body?: unknown) {
  const response = await fetch(new URL(address, app.url), {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok)
    throw new Error(`${method} ${address} returned ${response.status}: ${await response.text()}`);
  return response.status === 204 ? null : response.json();
}

/** Posts `count` points as NDJSON in one request, generated while it is sent. */
function postLines(app: App, name: string, count: number): Promise<number> {
  const source = pointSource(name, { seriesCount: 100, connections: 1, number: 0, run: 100 });
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(
      new URL('/api/metrics', app.url),
      {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${app.key}` },
      },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        response.once('end', () => {
          const { accepted } = JSON.parse(text);
          if (accepted === count) resolve((performance.now() - begin) / 1000);
          else reject(new Error(`${accepted} of ${count} points were accepted: ${text.slice(0, 300)}`));
        });
      },
    );
    sent.once('error', reject);
    const write = (left: number) => {
      for (let rest = left; rest > 0; rest -= 1000) {
        const lines = source.next(Math.min(rest, 1000)).replaceAll('},{', '}\n{');
        if (!sent.write(`${lines}\n`)) {
          sent.once('drain', () => write(rest - 1000));
          return;
        }
      }
      sent.end();
    };
    write(count);
  });
}

/**
 * Measures points per second through the whole app, compared with bare inserts into PostgreSQL on the same
 * server in one run. Each case has its own app and database, with the app's settings for the embedded server.
 */
export async function benchIngest(options: BenchOptions): Promise<void> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'driftwatch-bench-'));
  const server = await openEmbeddedServer({ dataFolder });
  const rows: Cell[][] = [];
  let ceiling = 0;
  let cases = 0;
  const say = (row: Cell[]) => {
    rows.push(row);
    process.stderr.write(
      `${row.map((cell) => (typeof cell === 'number' ? Math.round(cell * 100) / 100 : cell)).join('  ')}\n`,
    );
  };
  const measured = (name: string, points: number, result: LoadResult, memory: number) => {
    const perSecond = (result.requests * points) / result.seconds;
    say([
      [name, ...Object.entries(result.failures).map(([reason, times]) => `${times} failed: ${reason}`)].join(
        '; ',
      ),
      String(Math.round(perSecond)),
      perSecond / ceiling,
      result.p50Ms,
      result.p99Ms,
      Number.isNaN(memory) ? null : String(Math.round(memory)),
    ]);
    return perSecond;
  };
  const withApp = async (detector: boolean, work: (app: App) => Promise<void>) => {
    cases += 1;
    const app = await startApp(server.url(`driftwatch_${cases}`));
    try {
      if (detector) {
        await call(app, 'POST', '/api/detectors', {
          name: 'auto on everything',
          model_pattern: '*',
          metric_pattern: '*',
          method: 'auto',
          params: {},
          enabled: true,
        });
      }
      await work(app);
    } finally {
      await app.stop();
    }
  };
  try {
    for (const arrays of ['driver', 'binary'] as const) {
      for (const pointsPerInsert of [1000, 10_000]) {
        const order = {
          url: server.url('postgres'),
          connections: flushers,
          pointsPerInsert,
          total: options.points,
          arrays,
        };
        await measureCeiling({ ...order, total: Math.min(options.points, 100_000) });
        const perSecond = await measureCeiling(order);
        if (ceiling === 0) ceiling = perSecond;
        const name = `(a) bare inserts of ${pointsPerInsert}, ${arrays === 'driver' ? "the driver's arrays" : 'binary arrays'}`;
        say([name, String(Math.round(perSecond)), perSecond / ceiling, null, null, null]);
      }
    }
    const batch = { connections: 8, pointsPerRequest: 1000 };
    for (const seriesCount of options.seriesCounts) {
      await withApp(true, async (app) => {
        const order = {
          ...batch,
          url: app.url,
          key: app.key,
          seriesCount,
          run: Math.min(100, Math.max(1, Math.floor(8000 / seriesCount))),
        };
        // Creates the series and warms up the code before the measurement.
        await load({ ...order, name: 'b', requests: Math.max(80, Math.ceil(seriesCount / 1000) + 8) });
        const requests = Math.max(8, Math.ceil(options.points / 1000));
        const result = await load({ ...order, name: 'b', requests, startRound: 1000 });
        measured(`(b) batches of 1,000, detection, ${seriesCount} series`, 1000, result, await app.peakMib());
      });
    }
    await withApp(false, async (app) => {
      const order = { ...batch, url: app.url, key: app.key, seriesCount: 100, run: 80 };
      await load({ ...order, name: 'c', requests: 80 });
      const result = await load({
        ...order,
        name: 'c',
        requests: Math.ceil(options.points / 1000),
        startRound: 1000,
      });
      measured('(c) batches of 1,000, no detection, 100 series', 1000, result, await app.peakMib());
    });
    const singles = { name: 'd', seriesCount: 640, run: 1, connections: 64, pointsPerRequest: 1 };
    const bare = await measureBareHttp({ ...singles, requests: options.singles });
    measured('(d) bare node:http server that responds at once', 1, bare, Number.NaN);
    await withApp(true, async (app) => {
      const order = { ...singles, url: app.url, key: app.key };
      await load({ ...order, requests: 50_000 });
      const result = await load({ ...order, requests: options.singles, startRound: 1000 });
      const share = result.requests / result.seconds / (bare.requests / bare.seconds);
      const perSecond = measured(
        `(d) single points, detection, 64 connections (${share.toFixed(2)} of bare node:http)`,
        1,
        result,
        await app.peakMib(),
      );
      const rate = Math.round(perSecond / 2);
      const half = await load({
        ...order,
        requests: Math.ceil(options.singles / 2),
        rate,
        startRound: 100_000,
      });
      measured(`(d) at half of that`, 1, half, await app.peakMib());
    });
    await withApp(true, async (app) => {
      const seconds = await postLines(app, 'e', options.points);
      const perSecond = options.points / seconds;
      say([
        `(e) NDJSON, ${options.points} points in one request, detection`,
        String(Math.round(perSecond)),
        perSecond / ceiling,
        null,
        null,
        String(Math.round(await app.peakMib())),
      ]);
    });
  } finally {
    await server.close();
    await rm(dataFolder, { recursive: true, force: true });
  }
  if (!options.write) return;
  report({
    id: 'ingest',
    title: 'Ingestion',
    command: `npm run bench:ingest -- --points ${options.points} --singles ${options.singles} --series ${options.seriesCounts.join(',')}`,
    about: `Points per second through the whole app: HTTP, validation, storage, rollups and, where stated, one \`auto\` on every series with its readings and states; durable when acknowledged. Load, app and PostgreSQL share the machine. The ratio is to the first line: bare inserts of the same points into a table with the same key, with as many connections (${flushers}) as the app has flushers. Latencies are per request; at half load, requests are evenly spaced and measured from when they are due.`,
    header: ['case', 'points/s', 'ratio to (a)', 'p50 ms', 'p99 ms', 'peak MiB'],
    rows,
  });
}

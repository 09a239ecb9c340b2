import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Cell, report } from '../../benchmarks/report';
import { openEmbeddedServer } from '../../lib/postgres/embedded-server';
import { orderedQuantile } from '../../lib/stats/quantile';
import { type LoadOrder, load } from '../bench-ingest/start-load';
import { makeBundles } from '../prepare/bundle.mjs';
import { type RunningApp, runApp } from '../run-app';

export interface KeysOptions {
  /** Measurements of each app and kind of request, in turns. */
  rounds: number;
  /** Requests of a measurement of single points. */
  singles: number;
  /** Requests of a measurement of batches. */
  batches: number;
}

/** Packages are found only from within the project. */
const bundles = path.resolve('node_modules', '.cache', 'driftwatch-without-gate');

/** The app as it is, but for the gate. */
const bundleWithoutGate = () =>
  makeBundles(bundles, {
    entryPoints: ['scripts/serve/serve.ts'],
    plugins: [
      {
        name: 'without gate',
        setup(build) {
          const replacement = path.resolve('scripts', 'bench-keys', 'without-gate.ts');
          build.onResolve({ filter: /^\.\/open-gate$/ }, () => ({ path: replacement }));
        },
      },
    ],
  });

const kinds = {
  '(b) batches of 1,000': { name: 'b', seriesCount: 100, run: 80, connections: 8, pointsPerRequest: 1000 },
  '(d) single points': { name: 'd', seriesCount: 640, run: 1, connections: 64, pointsPerRequest: 1 },
};

async function watchEverything(app: RunningApp) {
  const detector = { name: 'auto', model_pattern: '*', metric_pattern: '*', method: 'auto' };
  const response = await fetch(`${app.url}/api/detectors`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(detector),
  });
  if (!response.ok) throw new Error(`the detector was refused: ${await response.text()}`);
}

const median = (values: number[]) =>
  orderedQuantile(
    values.toSorted((one, other) => one - other),
    0.5,
  );

/** Processor time of a process so far, in milliseconds; only Linux says it, in hundredths of a second. */
async function cpuMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // After the name, which may hold blanks: user and system time are the 14th and 15th field of the line.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

interface Measured {
  perSecond: number;
  cpuMs: number;
}

/** Posts the same to all apps in turns; returns what each reached in each round. */
async function measure(apps: RunningApp[], rounds: number, order: Omit<LoadOrder, 'url' | 'key'>) {
  const measured = apps.map((): Measured[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    // Whatever comes second in a round finds the machine as the first one left it.
    const turns = [...apps.entries()];
    if (round % 2 === 1) turns.reverse();
    for (const [index, { url, key, pid }] of turns) {
      const before = await cpuMs(pid);
      const result = await load({ ...order, url, key, startRound: 10_000 * round });
      const { requests, seconds, failures } = result;
      if (Object.keys(failures).length > 0) throw new Error(`requests failed: ${JSON.stringify(failures)}`);
      // The first round only creates the series and warms up the code.
      if (round === 0) continue;
      const spentMs = (await cpuMs(pid)) - before;
      measured[index]?.push({ perSecond: requests / seconds, cpuMs: spentMs / requests });
    }
  }
  return measured;
}

/** Compares the app with one that has no gate and looks at no key, in one run on one server of PostgreSQL. */
export async function benchKeys({ rounds, singles, batches }: KeysOptions): Promise<void> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'driftwatch-bench-'));
  const server = await openEmbeddedServer({ dataFolder });
  const settings = (name: string) => ({ DATABASE_URL: server.url(name), LOG_LEVEL: 'warn' });
  const apps: RunningApp[] = [];
  const rows: Cell[][] = [];
  try {
    apps.push(await runApp(settings('driftwatch_with')));
    await bundleWithoutGate();
    const command = ['scripts/bench-keys/start-without-gate.mjs', bundles];
    apps.push(await runApp(settings('driftwatch_without'), command));
    for (const app of apps) await watchEverything(app);
    for (const [name, kind] of Object.entries(kinds)) {
      const requests = kind.pointsPerRequest === 1 ? singles : batches;
      const [withKeys = [], without = []] = await measure(apps, rounds, { ...kind, requests });
      const ratiosOf = (key: keyof Measured) =>
        withKeys.map((one, round) => one[key] / (without[round]?.[key] ?? Number.NaN));
      const medianOf = (measured: Measured[], key: keyof Measured) => median(measured.map((one) => one[key]));
      rows.push([
        name,
        String(Math.round(medianOf(withKeys, 'perSecond'))),
        String(Math.round(medianOf(without, 'perSecond'))),
        median(ratiosOf('perSecond')),
        medianOf(withKeys, 'cpuMs').toFixed(3),
        medianOf(without, 'cpuMs').toFixed(3),
        median(ratiosOf('cpuMs')),
      ]);
    }
  } finally {
    for (const app of apps) await app.stop();
    await server.close();
    await rm(bundles, { recursive: true, force: true });
    await rm(dataFolder, { recursive: true, force: true });
  }
  report({
    id: 'keys',
    title: 'Cost of checking keys',
    command: `npm run bench:keys -- --rounds ${rounds} --singles ${singles} --batches ${batches}`,
    about:
      'Requests through the whole app with a key in each, and through the same app in which the gate lets everything pass and looks at no key. Both run on one server, with one `auto` on every series, and are measured in turns. Ratios are with keys to without, medians over the rounds. Processor time is that of the app for a request. One key at one address is what an application sends, and what the gate remembers best.',
    header: [
      'requests',
      'per second, with keys',
      'per second, without',
      'ratio',
      'processor ms, with keys',
      'processor ms, without',
      'ratio',
    ],
    rows,
  });
}

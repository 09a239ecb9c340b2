import { setTimeout as pause } from 'node:timers/promises';
import { openEmbeddedServer } from '@/lib/postgres/embedded-server';
import { waitUntil } from '@/lib/postgres/wait-until';
import { median } from '@/lib/stats/median';
import { seededRandom } from '@/lib/stats/seeded-random';
import { type RunningApp, startApp } from '../helpers/app';
import { createDataFolder, killPostmaster, postmasterOf, removeDataFolder } from '../helpers/data-folder';
import { differences, readStored, type Stored, wrongPoints } from './compare-stored';
import { Progress, postStreams } from './post-streams';
import { planStreams, type Streams } from './streams';

export interface CrashOptions {
  seed: string;
  /** How many times to kill the app, and then PostgreSQL. */
  kills: number;
  clients: number;
  points: number;
  say?: (sentence: string) => void;
}

export interface CrashOutcome {
  points: number;
  requests: number;
  retries: number;
  incidents: number;
  readings: number;
  /** From each kill to the first response to a request sent after it. */
  appRecoveriesMs: number[];
  databaseRecoveriesMs: number[];
  /** Everything that is wrong; empty if the test has passed. */
  faults: string[];
}

/** Maximum delay of a kill after a response, so that it may hit any part of a commit. */
const spreadMs = 30;

const detectors = [
  {
    name: 'cusum',
    metric_pattern: '*',
    method: 'cusum',
    params: { reference_size: 30 },
  },
  { name: 'auto', metric_pattern: '*', method: 'auto', params: {} },
];

/** Keeps old points, whatever the date of the test. */
const keepAll = {
  RETENTION_POINTS_DAYS: '0',
  RETENTION_READINGS_DAYS: '0',
  RETENTION_FIVE_MINUTES_DAYS: '0',
  RETENTION_HOURLY_DAYS: '0',
};

export function startOn(dataFolder: string, env: Record<string, string> = {}): Promise<RunningApp> {
  return startApp({ env: { DRIFTWATCH_DATA: dataFolder, LOG_LEVEL: 'error', ...keepAll, ...env } });
}

export async function createDetectors(url: string) {
  for (const detector of detectors) {
    const response = await fetch(`${url}/api/detectors`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(detector),
    });
    if (!response.ok) throw new Error(`no detector: ${response.status} ${await response.text()}`);
  }
}

/** Reads the database of the data folder, whether or not its server is running. */
export async function readFolder(dataFolder: string): Promise<Stored> {
  const server = await openEmbeddedServer({ dataFolder });
  return readStored(server.url('driftwatch')).finally(() => server.close());
}

/** Returns what the streams leave behind without failures. */
export async function undisturbedRun(streams: Streams): Promise<Stored> {
  const dataFolder = await createDataFolder();
  const app = await startOn(dataFolder);
  try {
    await createDetectors(app.url);
    await postStreams(app.url, streams, new Progress());
    await app.stop();
    return await readFolder(dataFolder);
  } finally {
    await app.kill();
    await removeDataFolder(dataFolder);
  }
}

class Victim {
  readonly #dataFolder: string;
  #app: RunningApp;
  readonly url: string;

  private constructor(dataFolder: string, app: RunningApp) {
    this.#dataFolder = dataFolder;
    this.#app = app;
    this.url = app.url;
  }

  static async start(dataFolder: string) {
    return new Victim(dataFolder, await startOn(dataFolder));
  }

  async killApp() {
    await this.#app.kill();
    this.#app = await startOn(this.#dataFolder, { PORT: new URL(this.url).port });
  }

  async killDatabase() {
    // An answer that was under way at the kill before may arrive while that server is still away.
    await waitUntil(async () => (await postmasterOf(this.#dataFolder)) !== undefined, 30_000);
    await killPostmaster(this.#dataFolder);
  }

  stop = () => this.#app.stop();
  kill = () => this.#app.kill();
}

/** Picks the acknowledged points after which to kill, at random but not just before the clients finish. */
function killPoints(count: number, total: number, random: () => number): number[] {
  return Array.from({ length: count }, () => Math.floor(total * (0.05 + 0.75 * random()))).sort(
    (a, b) => a - b,
  );
}

async function disturb(victim: Victim, progress: Progress, streams: Streams, options: CrashOptions) {
  const { seed, kills, say = () => {} } = options;
  const posting = postStreams(victim.url, streams, progress);
  const ended = posting.then(() => Promise.reject(new Error('a kill came after the last answer')));
  // The last kill may come after the last post; then nobody waits for this.
  ended.catch(() => {});
  const random = seededRandom(`${seed} kills`);
  const recoveries: Record<'app' | 'PostgreSQL', number[]> = { app: [], PostgreSQL: [] };
  for (const [index, points] of killPoints(2 * kills, streams.pointCount, random).entries()) {
    await Promise.race([progress.reaches(points), ended]);
    await pause(spreadMs * random());
    const name = index < kills ? 'app' : 'PostgreSQL';
    const at = progress.acknowledged;
    const begin = performance.now();
    const again = progress.goesOn();
    await (name === 'app' ? victim.killApp() : victim.killDatabase());
    await Promise.race([again, ended]);
    const tookMs = performance.now() - begin;
    recoveries[name].push(tookMs);
    say(`kill ${index + 1}: ${name} at ${at} points, answers again after ${Math.round(tookMs)} ms`);
  }
  await posting;
  return recoveries;
}

/**
 * Posts the streams to an app that is killed, and then to one whose PostgreSQL is killed, and compares the
 * result with an undisturbed run.
 */
export async function crashApp(options: CrashOptions): Promise<CrashOutcome> {
  const { say = () => {} } = options;
  const streams = planStreams(options);
  say(`${streams.pointCount} points; first undisturbed`);
  const undisturbed = await undisturbedRun(streams);
  const dataFolder = await createDataFolder();
  const victim = await Victim.start(dataFolder);
  const progress = new Progress();
  try {
    await createDetectors(victim.url);
    const recoveries = await disturb(victim, progress, streams, options);
    const code = await victim.stop();
    const stored = await readFolder(dataFolder);
    return {
      points: streams.pointCount,
      requests: streams.clients.reduce((sum, requests) => sum + requests.length, 0),
      retries: progress.retries,
      incidents: stored.incidents.length,
      readings: stored.readings.length,
      appRecoveriesMs: recoveries.app,
      databaseRecoveriesMs: recoveries.PostgreSQL,
      faults: [
        ...(code === 0 ? [] : [`the app exited with code ${code}`]),
        ...progress.complaints,
        ...wrongPoints(undisturbed, streams).map((fault) => `undisturbed: ${fault}`),
        ...wrongPoints(stored, streams),
        ...differences(stored, undisturbed),
      ],
    };
  } finally {
    await victim.kill();
    await removeDataFolder(dataFolder);
  }
}

export const medianSeconds = (times: number[]) => `${(median(times) / 1000).toFixed(2)} s`;

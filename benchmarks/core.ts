import { execFileSync } from 'node:child_process';
import os from 'node:os';
import { createBehaviour, type DetectorMethod, methods } from '../lib/monitoring';
import { defaultParams } from './default-params';
import { type Cell, report } from './report';
import { rng } from './scorers/streams.mjs';

/**
 * Peers measured on one thread of this class of machine, in millions of updates per second, by the id of our
 * method.
 */
const peers: Record<string, { name: string; perSecond: number }> = {
  page_hinkley: { name: 'River PageHinkley', perSecond: 3.1e6 },
  adwin: { name: 'River ADWIN', perSecond: 0.73e6 },
  hddm_a: { name: 'River HDDM_A', perSecond: 0.55e6 },
  hddm_w: { name: 'River HDDM_W', perSecond: 0.46e6 },
  ddm: { name: 'River DDM', perSecond: 3.4e6 },
  eddm: { name: 'River EDDM', perSecond: 7.6e6 },
  kswin: { name: 'River KSWIN', perSecond: 0.021e6 },
  stepd: { name: 'Frouros STEPD', perSecond: 0.021e6 },
  geometric_moving_average: { name: 'Frouros GMA', perSecond: 0.68e6 },
  cusum: { name: 'Frouros CUSUM', perSecond: 0.42e6 },
  rddm: { name: 'Frouros RDDM', perSecond: 0.27e6 },
  ecdd_wt: { name: 'Frouros ECDD-WT', perSecond: 0.18e6 },
};

const streamLength = 1 << 16;
/** Points between two checks of the processor time; small enough for slow methods. */
const partLength = 2048;
const intervalMs = 60_000;
const warmUpMs = 500;
const runMs = 400;
const runs = 7;

type State = ReturnType<DetectorMethod['init']>;
export interface Speed {
  perSecond: number;
  bytesEarly: number;
  bytesAtEnd: number;
}

/** A calm stream, which is what a method sees most of the time: normal values, or errors at a rate of 0.1. */
function calmStream(isBinary: boolean): Float64Array {
  const random = rng(`bench-core/${isBinary}`);
  return Float64Array.from({ length: streamLength }, () => (isBinary ? random.bern(0.1) : 5 + random.n()));
}

/** Shows `count` points of the repeated stream, starting at `from`. Returns how many of them are drift. */
function show(
  method: DetectorMethod,
  state: State,
  values: Float64Array,
  from: number,
  count: number,
): number {
  let drifts = 0;
  let tsMs = from * intervalMs;
  for (let index = from; index < from + count; index++) {
    const { level } = method.update(state, values[index % streamLength] as number, tsMs);
    if (level === 'drift') drifts++;
    tsMs += intervalMs;
  }
  return drifts;
}

/**
 * Measures speed and state size of one method in this process. Methods for errors watch for increases only,
 * like their peers; the others watch both directions.
 */
export function measureMethod(methodId: string): Speed {
  const { method, params } = createBehaviour(methodId, defaultParams(methodId));
  const isBinary = method.kind === 'binary';
  const values = calmStream(isBinary);
  const state = method.init(params, { direction: isBinary ? 'lower_is_better' : 'two_sided' });
  let seen = 10_000;
  show(method, state, values, 0, seen);
  const bytesEarly = JSON.stringify(state).length;
  const spin = (forMs: number): number => {
    const begin = process.cpuUsage();
    const before = seen;
    let elapsed = 0;
    while (elapsed < forMs) {
      show(method, state, values, seen, partLength);
      seen += partLength;
      const { user, system } = process.cpuUsage(begin);
      elapsed = (user + system) / 1000;
    }
    return ((seen - before) / elapsed) * 1000;
  };
  spin(warmUpMs);
  const speeds = Array.from({ length: runs }, () => spin(runMs)).sort((left, right) => left - right);
  return { perSecond: speeds[runs >> 1] as number, bytesEarly, bytesAtEnd: JSON.stringify(state).length };
}

/**
 * Runs `measureMethod` in a process of its own, where no other method has influenced the optimization of
 * shared code.
 */
function measureAlone(methodId: string): Speed {
  const { execArgv, argv } = process;
  const command = [...execArgv, argv[1] as string, '--measure', methodId];
  return JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8' })) as Speed;
}

function toRow({ method }: DetectorMethod): Cell[] {
  const { perSecond, bytesEarly, bytesAtEnd } = measureAlone(method);
  const peer = peers[method];
  return [
    method,
    (perSecond / 1e6).toFixed(2),
    peer ? peer.name : null,
    peer ? (peer.perSecond / 1e6).toFixed(3) : null,
    peer ? `${(perSecond / peer.perSecond).toFixed(1)} ×` : null,
    String(bytesEarly),
    String(bytesAtEnd),
  ];
}

/** Reports other load on this machine, which makes every figure too low. */
function busy(): string {
  const load = os.loadavg()[0] ?? 0;
  if (load < 1.5) return '';
  return `The machine was busy with other work (load ${load.toFixed(1)} on ${os.cpus().length} cores), so speeds are too low. `;
}

/** Measures speed and state size of every method of the registry, or of one. */
export function benchCore(only?: string): void {
  report({
    id: 'core',
    title: 'Speed and state of the methods',
    command: 'npm run bench:core',
    about:
      'Updates through the public `update` of the method at its defaults on calm data, each method in a process of its own, ' +
      `warm, median of ${runs} runs of ${runMs} ms, per second of processor time, so that other processes disturb ` +
      `little. ${busy()}Methods for errors watch for increases only, like their peers; all others watch both directions. State ` +
      'as JSON after 10,000 points and after the whole measurement (millions). Peers are Python libraries measured on ' +
      'the same class of machine.',
    header: [
      'method',
      'M updates/s',
      'peer',
      'peer, M updates/s',
      'ratio',
      'bytes after 10k',
      'bytes at the end',
    ],
    rows: methods.filter(({ method }) => only === undefined || method === only).map(toRow),
  });
}

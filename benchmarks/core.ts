import { createBehaviour, type DetectorMethod, DetectorStrategy, methods } from '../lib/monitoring';
import { defaultParams } from './default-params';
import { type Cell, report } from './report';
import { rng } from './scorers/streams.mjs';

/** Peers measured on one thread of this class of machine, in millions of updates per second, by our method's id. */
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
const warmUpMs = 500;
const runMs = 400;
const runs = 5;

/** Calm values, so that a method does what it does all day: normal ones, or errors at a rate of 0.1. */
function calmStream(isBinary: boolean): Float64Array {
  const random = rng(`bench-core/${isBinary}`);
  return Float64Array.from({ length: streamLength }, () => (isBinary ? random.bern(0.1) : 5 + random.n()));
}

/** Shows the stream over and over for some time; answers updates per second. */
function spin(
  method: DetectorMethod,
  state: ReturnType<DetectorMethod['init']>,
  values: Float64Array,
  forMs: number,
  from: { tsMs: number },
): number {
  const begin = performance.now();
  let updates = 0;
  let elapsed = 0;
  while (elapsed < forMs) {
    // In parts, so that a slow method looks at the clock in time.
    for (let index = 0; index < 2048; index++) {
      method.update(state, values[(updates + index) % streamLength] ?? 0, from.tsMs);
      from.tsMs += 60_000;
    }
    updates += 2048;
    elapsed = performance.now() - begin;
  }
  return (updates / elapsed) * 1000;
}

function measure(method: DetectorMethod): { perSecond: number; bytes: number } {
  const values = calmStream(method.kind === 'binary');
  const { params } = createBehaviour(method.method, defaultParams(method.method));
  const state = method.init(params, { direction: 'two_sided' });
  const clock = { tsMs: 0 };
  spin(method, state, values, warmUpMs, clock);
  const speeds = Array.from({ length: runs }, () => spin(method, state, values, runMs, clock)).sort(
    (a, b) => a - b,
  );
  return { perSecond: speeds[runs >> 1] ?? 0, bytes: JSON.stringify(state).length };
}

/** What a strategy weighs that has seen so many points: the proof that state does not grow with the stream. */
function bytesAfter(method: DetectorMethod, points: number): number {
  const values = calmStream(method.kind === 'binary');
  const strategy = new DetectorStrategy(createBehaviour(method.method, defaultParams(method.method)));
  for (let index = 0; index < points; index++)
    strategy.update(values[index % streamLength] ?? 0, index * 60_000);
  return JSON.stringify(strategy.snapshot()).length;
}

function toRow(method: DetectorMethod): Cell[] {
  const { perSecond, bytes } = measure(method);
  const peer = peers[method.method];
  return [
    method.method,
    (perSecond / 1e6).toFixed(2),
    peer ? peer.name : null,
    peer ? (peer.perSecond / 1e6).toFixed(3) : null,
    peer ? `${(perSecond / peer.perSecond).toFixed(1)} ×` : null,
    String(bytesAfter(method, 10_000)),
    String(bytes),
  ];
}

/** Speed and weight of every method of the registry, or of one. */
export function benchCore(only?: string): void {
  report({
    id: 'core',
    title: 'Speed and state of the methods',
    command: 'npm run bench:core',
    about:
      `Updates through the method’s public \`update\` at its defaults, one thread, warm, median of ${runs} runs; state as ` +
      'JSON after 10,000 points and after the whole measurement (millions). Peers are Python libraries measured on the ' +
      'same class of machine.',
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

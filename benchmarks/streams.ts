import { methods } from '../lib/monitoring';
import type { BenchOptions } from './bench-options';
import { alarmsKnowingTheRate } from './known-rates';
import type { Cell } from './report';
import { dummies, runMethod } from './run-method';
import { scoreAll } from './scorers/drift-score.mjs';
import { generate, type Stream } from './scorers/streams.mjs';

/**
 * Peers at their defaults on values standardised by the first 15 %: detected, mean delay, false alarms per
 * 10k, F1.
 */
const realPeers: [string, number, number, number, number][] = [
  ['River ADWIN, without seasonal', 0.88, 170, 1.1, 0.74],
  ['Frouros GMA, without seasonal', 0.47, 239, 0.07, 0.62],
  ['Frouros PageHinkley, without seasonal', 0.59, 104, 1.1, 0.56],
  ['Frouros CUSUM, without seasonal', 0.64, 75, 5.0, 0.33],
  ['River PageHinkley, without seasonal', 0.95, 59, 9.4, 0.31],
  ['River KSWIN, without seasonal', 0.88, 145, 14.7, 0.2],
];
const binaryPeers: [string, number, number, number, number][] = [
  ['River HDDM_A', 0.67, 433, 0.36, 0.7],
  ['River PageHinkley', 0.67, 483, 0.61, 0.65],
  ['HDDM_W', 0.5, 633, 0.51, 0.55],
  ['DDM', 0.67, 394, 2.7, 0.39],
  ['Frouros STEPD', 0.93, 202, 4.8, 0.37],
  ['EDDM', 0.93, 117, 29, 0.09],
];

type Family = 'real' | 'binary';
type Alarms = (stream: Stream) => number[];

interface StreamScore {
  detectionRate: number;
  meanDelay: number | null;
  falsePer10k: number;
  f1: number;
}

const streamsOf = (family: Family, seed: string) =>
  generate(seed, 10).filter((stream) => stream.family === family);

function scoreStreams(streams: Stream[], alarmsOf: Alarms): StreamScore {
  return scoreAll(streams, Object.fromEntries(streams.map((stream) => [stream.name, alarmsOf(stream)])))
    .overall as StreamScore;
}

/** Scores alarms on the streams of a seed. */
export function scoreFamily(family: Family, seed: string, alarmsOf: Alarms): StreamScore {
  return scoreStreams(streamsOf(family, seed), alarmsOf);
}

function scoreRow(name: string, streams: Stream[], alarmsOf: Alarms): Cell[] {
  const { detectionRate, meanDelay, falsePer10k, f1 } = scoreStreams(streams, alarmsOf);
  return [name, detectionRate, meanDelay, falsePer10k, f1];
}

function benchFamily(family: Family, { seed = 'public-1', method: only, publish }: BenchOptions) {
  const streams = streamsOf(family, seed);
  const candidates = methods.filter(
    ({ method, kind }) =>
      (kind === 'binary' ? family === 'binary' : true) && (only === undefined || method === only),
  );
  const rows = [
    ...Object.entries(dummies).map(([name, alarms]) =>
      scoreRow(name, streams, ({ values }) => alarms(values.length)),
    ),
    ...candidates.map(({ method }) =>
      scoreRow(`**${method}**`, streams, ({ values, times }) => runMethod(method, values, times).alarms),
    ),
    ...(family === 'real' ? realPeers : binaryPeers),
    ...(family === 'binary' ? [scoreRow('told the rate and the change', streams, alarmsKnowingTheRate)] : []),
  ];
  const bestNote =
    family === 'binary'
      ? ', and last a test that is told the rate before the change and what to look for (benchmarks/known-rates.ts)'
      : '';
  publish({
    id: `streams-${family}`,
    title: `Drift streams, ${family === 'real' ? 'real-valued, seasonal ones included' : 'binary'}`,
    command: `npm run bench:quality -- --only streams --seed ${seed}`,
    about:
      `${streams.length} synthetic streams with known changes (benchmarks/scorers/streams.mjs, seed ${seed}). A change is ` +
      'detected by the first alarm up to 500 points after its end; alarms elsewhere are false. Ours in bold, each at its ' +
      `defaults; below, other libraries at theirs${bestNote}.`,
    header: ['method', 'detected', 'mean delay', 'false alarms per 10k', 'F1'],
    rows,
  });
}

/** Scores methods on drift streams made from a seed; needs no data. */
export function benchStreams(options: BenchOptions): void {
  benchFamily('real', options);
  benchFamily('binary', options);
}

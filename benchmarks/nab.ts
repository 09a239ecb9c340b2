import path from 'node:path';
import { getMethod, methods } from '../lib/monitoring';
import type { BenchOptions } from './bench-options';
import type { Cell } from './report';
import { dummies, runMethod } from './run-method';
import { loadCorpus, type NabFile, scoreCorpus } from './scorers/nab-score.mjs';

/** Scores NAB's three profiles; the sweep finds one threshold for all files. */
function scoreFiles(files: (NabFile & { scores: number[] })[], optimise: boolean) {
  return scoreCorpus(files, { optimise, threshold: 0.5 });
}

/** Published figures for the same files; their thresholds are swept on the full corpus. */
const peers: [string, number][] = [
  ['ARTime', 80.0],
  ['contextOSE', 69.6],
  ['Numenta HTM', 67.0],
  ['earthgecko Skyline', 58.2],
  ['knncad', 57.0],
  ['relative entropy', 53.9],
  ['random cut forest', 53.1],
  ['Twitter ADVec', 46.2],
  ['Frouros CUSUM', 38.0],
  ['windowed Gaussian', 33.6],
  ['Frouros GMA', 26.5],
  ['Frouros PageHinkley', 25.4],
  ['River PageHinkley', 20.5],
  ['Bayesian change point', 18.6],
  ['random', 18.5],
  ['River ADWIN', 16.6],
  ['River KSWIN', 1.1],
];

function toScores(length: number, alarms: number[]): number[] {
  const scores = new Array<number>(length).fill(0);
  for (const row of alarms) scores[row] = 1;
  return scores;
}

/** Scores the alarms of a detector in NAB's three profiles. */
function alarmCells(corpus: NabFile[], alarmsOf: (file: NabFile) => number[]): Cell[] {
  const scored = scoreFiles(
    corpus.map((file) => ({ ...file, scores: toScores(file.times.length, alarmsOf(file)) })),
    false,
  );
  return [scored.standard.final, scored.reward_low_FP_rate.final, scored.reward_low_FN_rate.final];
}

/**
 * Maps the statistic to 0..1 without changing its order, as the sweep expects; negative values count as 0.
 */
const toShare = (statistic: number) => Math.max(0, statistic / (1 + Math.abs(statistic)));

/**
 * The benchmark weights a false alarm as a ninth of an event, so it prefers a looser budget than people do.
 */
const stated: Record<string, Record<string, number>> = { anomaly: { false_alarm_every: 500 } };

/** Scores one method in two ways: its statistic at the best single threshold, and its own alarms. */
function scoreMethod(corpus: NabFile[], methodId: string, params: Record<string, number> = {}): Cell[] {
  const runs = new Map(corpus.map((file) => [file, runMethod(methodId, file.values, file.times, params)]));
  const stated = Object.entries(params).map(([name, value]) => `, ${name} ${value}`);
  const swept = scoreFiles(
    [...runs].map(([file, run]) => ({ ...file, scores: run.statistics.map(toShare) })),
    true,
  );
  return [
    `**${methodId}**${stated.join('')}`,
    swept.standard.final,
    ...alarmCells(corpus, (file) => runs.get(file)?.alarms ?? []),
  ];
}

/** Runs the Numenta Anomaly Benchmark; `data` contains its `data/` and `labels/` in a folder `nab`. */
export function benchNab({ data, method, publish }: BenchOptions): void {
  const corpus = loadCorpus(path.join(data, 'nab'));
  const candidates =
    method === undefined ? methods.filter(({ kind }) => kind !== 'binary') : [getMethod(method)];
  const dummyRows = Object.entries(dummies).map(([name, alarms]): Cell[] => [
    name,
    null,
    ...alarmCells(corpus, (file) => alarms(file.times.length)),
  ]);
  publish({
    id: 'nab',
    title: 'Numenta Anomaly Benchmark',
    command: 'npm run bench:quality -- --data DIR --only nab',
    about:
      `${corpus.length} files. “Swept”: the standard profile of the statistic at the single threshold that is best for all ` +
      'files, as in the benchmark. The others: the alarms of the method at its defaults, or at the stated budget. Ours in bold; below, other ' +
      'detectors with swept thresholds.',
    header: ['method', 'standard, swept', 'standard, own alarms', 'low FP, own alarms', 'low FN, own alarms'],
    rows: [
      ...dummyRows,
      ...candidates.flatMap(({ method: id }) => [
        scoreMethod(corpus, id),
        ...(stated[id] === undefined ? [] : [scoreMethod(corpus, id, stated[id])]),
      ]),
      ...peers.map(([name, score]): Cell[] => [name, score, null, null, null]),
    ],
  });
}

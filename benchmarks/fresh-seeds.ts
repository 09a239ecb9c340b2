import { plainMean as mean } from '../lib/stats/mean';
import type { BenchOptions } from './bench-options';
import { drawStreams, scoreDrawn } from './drawn';
import { alarmsKnowingTheRate } from './known-rates';
import type { Cell } from './report';
import { runMethod } from './run-method';
import type { DrawnScore } from './scorers/drawn-score.mjs';
import { scoreFamily } from './streams';

/**
 * Returns F1 and false alarms per 10,000 points on the streams of one seed: real-valued, binary with the F1 of
 * a test that is told the rate and the change, and drawn.
 */
function scoreSeed(method: string, seed: string): number[] {
  const families = (['real', 'binary'] as const).map((family) =>
    scoreFamily(family, seed, ({ values, times }) => runMethod(method, values, times).alarms),
  );
  const drawn = scoreDrawn(drawStreams(seed), ({ values, times }) => runMethod(method, values, times).alarms);
  return [
    ...families.flatMap(({ f1, falsePer10k }) => [f1, falsePer10k]),
    scoreFamily('binary', seed, alarmsKnowingTheRate).f1,
    drawn.all?.f1 ?? 0,
    (drawn.all as DrawnScore).falsePer10k,
  ];
}

/**
 * Scores `auto`, or the requested method, on the streams of fresh seeds, because one good seed proves
 * nothing. Needs no data.
 */
export function benchFreshSeeds({
  seed = 'fresh',
  method = 'auto',
  count = 10,
  publish,
}: BenchOptions): void {
  const seeds = Array.from({ length: count }, (_, index) => `${seed}-${index + 1}`);
  const scores = seeds.map((one) => scoreSeed(method, one));
  const means = (scores[0] as number[]).map((_, column) => mean(scores.map((row) => row[column] as number)));
  publish({
    id: 'fresh-seeds',
    title: `Fresh seeds, \`${method}\``,
    command: 'npm run bench:quality -- --only fresh',
    about:
      'The drift streams and the drawn metrics of the sections above under seeds that were not used for any choice: F1, and false ' +
      'alarms per 10,000 points. “Binary, told” is the F1 of a test that is told the rate before each change and what to look ' +
      'for (benchmarks/known-rates.ts).',
    header: [
      'seed',
      'real, F1',
      'real, false',
      'binary, F1',
      'binary, false',
      'binary, told, F1',
      'drawn, F1',
      'drawn, false',
    ],
    rows: [
      ...seeds.map((one, index): Cell[] => [one, ...(scores[index] as number[])]),
      ['**mean**', ...means],
    ],
  });
}

import { methods } from '../lib/monitoring';
import type { BenchOptions } from './bench-options';
import type { Cell } from './report';
import { dummies, runMethod } from './run-method';
import { type DrawnScore, score } from './scorers/drawn-score.mjs';
import { type DrawnStream, generate } from './scorers/drawn-streams.mjs';

const columns = [
  'streams',
  'detected',
  'F1',
  'false alarms per 10k',
  'calm with an alarm',
  'median delay, horizons',
  'repeats',
];

function cellsOf(name: string, one: DrawnScore): Cell[] {
  const { streams, detected, f1, falsePer10k, calmWithAlarm, medianDelay, repeats } = one;
  return [name, String(streams), detected, f1, falsePer10k, calmWithAlarm, medianDelay, String(repeats)];
}

/** Scores the alarms of every stream: `all` of them, and each group of each tag as `tag: group`. */
export function scoreDrawn(
  streams: DrawnStream[],
  alarmsOf: (stream: DrawnStream) => number[],
): Record<string, DrawnScore> {
  return score(streams, Object.fromEntries(streams.map((stream) => [stream.name, alarmsOf(stream)])));
}

/** Draws the streams of a seed. */
export function drawStreams(seed: string, count = 400): DrawnStream[] {
  return generate(seed, count);
}

/**
 * Scores methods on model metrics drawn at random; needs no data. The second table shows `auto`, or the one
 * requested method, by tag.
 */
export function benchDrawn({ seed = 'public-1', method, count = 400, publish }: BenchOptions): void {
  const streams = drawStreams(seed, count);
  const scores = new Map(
    methods
      .filter(({ method: id, kind }) => (method === undefined ? kind !== 'binary' : id === method))
      .map(({ method: id }) => [
        id,
        scoreDrawn(streams, ({ values, times }) => runMethod(id, values, times).alarms),
      ]),
  );
  const command = `npm run bench:quality -- --only drawn --seed ${seed}`;
  const dummyRows = Object.entries(dummies).map(([name, alarms]) =>
    cellsOf(name, scoreDrawn(streams, ({ values }) => alarms(values.length)).all as DrawnScore),
  );
  publish({
    id: 'drawn',
    title: 'Model metrics drawn at random',
    command,
    about:
      `${streams.length} streams whose kind, cadence, noise, memory, season, time zone, gaps, rounding and change are drawn ` +
      `(benchmarks/scorers/drawn-streams.mjs, seed ${seed}), each change large enough for a test that knows the past. An alarm up ` +
      'to 14 days (40 to 500 points) after the end of a change detects it; alarms elsewhere are false. Each method at its defaults, ' +
      'without direction or time zone.',
    header: ['method', ...columns],
    rows: [...dummyRows, ...[...scores].map(([id, byTag]) => cellsOf(`**${id}**`, byTag.all as DrawnScore))],
  });
  const shown = method ?? 'auto';
  publish({
    id: 'drawn-by-tag',
    title: `Model metrics drawn at random, \`${shown}\` by kind`,
    command,
    about:
      'The same streams, by each of their tags: what is measured, how often, its season, the kind of change, its size (just ' +
      'visible: up to 1.5 times what a test that knows the past detects), memory, number of points before the change, and ' +
      'whether the season follows local clocks. `n.a.`: streams without such a change.',
    header: ['group', ...columns],
    rows: Object.entries(scores.get(shown) ?? {}).map(([group, one]) => cellsOf(group, one)),
  });
}

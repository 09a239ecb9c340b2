import path from 'node:path';
import { methods } from '../lib/monitoring';
import { plainMean as mean } from '../lib/stats/mean';
import { segmentSeries } from '../lib/stats/segment-series';
import type { BenchOptions } from './bench-options';
import type { Cell } from './report';
import { dummies, runMethod } from './run-method';
import { loadReal, type RecordedSeries, scoreAlarms, scoreSegments } from './scorers/real-score.mjs';

type Alarms = (series: RecordedSeries) => number[];

const command = 'npm run bench:quality -- --data DIR --only real';
const setsOf = (series: RecordedSeries[]) => [...new Set(series.map(({ set }) => set))].sort();

/** Returns F1 over the events of each set. */
function scoreEvents(series: RecordedSeries[], alarmsOf: Alarms): number[] {
  return setsOf(series).map((set) => {
    const total = { events: 0, found: 0, falseAlarms: 0 };
    for (const one of series.filter((other) => other.set === set)) {
      const { events, found, falseAlarms } = scoreAlarms(one, alarmsOf(one), 'events');
      total.events += events;
      total.found += found;
      total.falseAlarms += falseAlarms;
    }
    return (2 * total.found) / (total.events + total.found + total.falseAlarms);
  });
}

function eventCells(name: string, scores: number[]): Cell[] {
  return [name, ...scores, mean(scores)].map((cell) => (typeof cell === 'number' ? cell.toFixed(3) : cell));
}

function benchEvents(all: RecordedSeries[], { method, publish }: BenchOptions): void {
  const series = all.filter(({ events, kind }) => events !== undefined && kind !== 'calm');
  const candidates = methods.filter(({ method: id, kind }) =>
    method === undefined ? kind !== 'binary' : id === method,
  );
  publish({
    id: 'real-events',
    title: 'Recorded series with events',
    command,
    about:
      `${series.length} recorded and benchmark series. F1 over the labelled events of each set: an alarm inside an event detects it, without ` +
      'point adjustment; further alarms there are ignored, all others are false. The first 200 rows of a series are left ' +
      'out. Each method at its defaults.',
    header: ['method', ...setsOf(series), 'mean'],
    rows: [
      ...Object.entries(dummies).map(([name, alarms]) =>
        eventCells(
          name,
          scoreEvents(series, ({ values }) => alarms(values.length)),
        ),
      ),
      ...candidates.map(({ method: id }) =>
        eventCells(
          `**${id}**`,
          scoreEvents(series, ({ values, times }) => runMethod(id, values, times).alarms),
        ),
      ),
    ],
  });
}

/** Returns the rows where segments begin, except the first. */
function segmentRows({ values }: RecordedSeries): number[] {
  const present = values.flatMap((value, row) => (value === null ? [] : [{ value, row }]));
  const { starts } = segmentSeries(present.map(({ value }) => value));
  return starts.slice(1).flatMap((start) => present[start]?.row ?? []);
}

function segmentCells(name: string, series: RecordedSeries[], cutsOf: Alarms): Cell[] {
  const sets = setsOf(series).flatMap((set) => {
    const scores = series.filter((one) => one.set === set).map((one) => scoreSegments(one, cutsOf(one)));
    return [mean(scores.map(({ cover }) => cover)), mean(scores.map(({ f1 }) => f1))];
  });
  return [name, ...sets.map((share) => share.toFixed(3))];
}

function benchSegments(all: RecordedSeries[], { publish }: BenchOptions): void {
  const series = all.filter(({ changes }) => changes !== undefined);
  publish({
    id: 'real-segments',
    title: 'Recorded series with segments, offline segmentation',
    command,
    about:
      `${series.length} series of known segments. Covering, and F1 with a margin of 1 % of the rows (at least 5), averaged over each ` +
      'set. `never` is the undivided series.',
    header: ['detector', ...setsOf(series).flatMap((set) => [`${set}, cover`, `${set}, F1`])],
    rows: [
      ...Object.entries(dummies).map(([name, cuts]) =>
        segmentCells(name, series, ({ values }) => cuts(values.length)),
      ),
      segmentCells('**segmentSeries**', series, segmentRows),
    ],
  });
}

/**
 * Scores recorded series; `data` contains them in a folder `real`. With a method only their events, with
 * `segmentSeries` only their segments.
 */
export function benchReal(options: BenchOptions): void {
  const series = loadReal(path.join(options.data, 'real'));
  if (options.method !== 'segmentSeries') benchEvents(series, options);
  if (options.method === undefined || options.method === 'segmentSeries') benchSegments(series, options);
}

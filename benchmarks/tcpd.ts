import path from 'node:path';
import { plainMean as mean } from '../lib/stats/mean';
import { segmentSeries } from '../lib/stats/segment-series';
import type { BenchOptions } from './bench-options';
import type { Cell } from './report';
import { dummies } from './run-method';
import { cover, type DataSet, f1, loadTcpd } from './scorers/tcpd-score.mjs';

/** Other detectors at their defaults on the same sets: F1, cover. */
const peers: [string, number, number][] = [
  ['binary segmentation', 0.817, 0.728],
  ['bocpd', 0.798, 0.702],
  ['pelt', 0.789, 0.72],
  ['segment neighbourhoods', 0.747, 0.702],
  ['amoc', 0.736, 0.688],
  ['Frouros GMA', 0.662, 0.609],
  ['Frouros BOCD', 0.655, 0.58],
  ['River ADWIN', 0.6, 0.637],
];

function score(name: string, sets: DataSet[], changesOf: (set: DataSet) => number[]): Cell[] {
  const scored = sets.map((set) => {
    const changes = changesOf(set);
    return { f1: f1(set.annotations, changes).f1, cover: cover(set.annotations, changes, set.n) };
  });
  return [
    name,
    mean(scored.map((one) => one.f1)).toFixed(3),
    mean(scored.map((one) => one.cover)).toFixed(3),
  ];
}

/**
 * Returns the positions where segments begin, except the first; missing values are ignored but keep their
 * positions.
 */
function changesIn({ series }: DataSet): number[] {
  const present = (series[0] ?? []).flatMap((value, index) => (value === null ? [] : [{ value, index }]));
  const { starts } = segmentSeries(present.map(({ value }) => value));
  return starts.slice(1).flatMap((start) => present[start]?.index ?? []);
}

/**
 * Scores the sets of the Turing change point data with one series; `data` contains them in a folder `tcpd`.
 */
export function benchTcpd({ data, publish }: BenchOptions): void {
  const sets = loadTcpd(path.join(data, 'tcpd')).filter((set) => set.dims === 1);
  publish({
    id: 'tcpd',
    title: 'Turing change point data, offline segmentation',
    command: 'npm run bench:quality -- --data DIR --only tcpd',
    about:
      `${sets.length} annotated series, margin 5. The constants of our segmentation were chosen with these and other recorded ` +
      'and simulated series in view, so these figures are better than on unseen series.',
    header: ['detector', 'F1', 'cover'],
    rows: [
      ...Object.entries(dummies).map(([name, changes]) => score(name, sets, ({ n }) => changes(n))),
      score('**segmentSeries**', sets, changesIn),
      ...peers.map(([name, f, c]): Cell[] => [name, f.toFixed(3), c.toFixed(3)]),
    ],
  });
}

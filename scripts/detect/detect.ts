import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { ParamValues } from '../../lib/detectors/types';
import {
  createBehaviour,
  type DetectorBehaviour,
  DetectorStrategy,
} from '../../lib/monitoring/detector-strategy';
import { segmentSeries } from '../../lib/stats/segment-series';
import { calibrateGroups } from './calibrate-groups';
import { type DetectOptions, readOptions } from './options';
import { type DataRow, readRows } from './read-rows';

/** Lines are handed on in pieces of about so many characters. */
const pieceLength = 1 << 16;

/** Gathers lines and waits for whoever reads them. */
class LineWriter {
  readonly #output: Writable;
  #piece = '';

  constructor(output: Writable) {
    this.#output = output;
  }

  async write(line: unknown): Promise<void> {
    this.#piece += `${JSON.stringify(line)}\n`;
    if (this.#piece.length >= pieceLength) await this.flush();
  }

  async flush(): Promise<void> {
    const piece = this.#piece;
    this.#piece = '';
    if (piece !== '' && !this.#output.write(piece)) await once(this.#output, 'drain');
  }
}

/** One line per row: what the method says about it. */
function verdict(strategy: DetectorStrategy, { row, group, ts, tsMs, value }: DataRow) {
  // Methods are promised times that never decrease; every row is judged all the same, in the order of the file.
  const orderedMs = Math.max(tsMs, strategy.lastTsMs ?? tsMs);
  const { statistic, threshold, level } = strategy.update(value, orderedMs);
  const onsetMs = strategy.onsetMs();
  return {
    row,
    group,
    ts: ts === null ? null : new Date(tsMs).toISOString(),
    value,
    statistic,
    threshold,
    level,
    onset: onsetMs === null ? null : new Date(onsetMs).toISOString(),
  };
}

async function judgeRows(
  options: DetectOptions,
  behaviourOf: (group: string) => DetectorBehaviour,
  lines: LineWriter,
) {
  const strategies = new Map<string, DetectorStrategy>();
  for await (const row of readRows(options)) {
    let strategy = strategies.get(row.group);
    if (strategy === undefined) {
      strategy = new DetectorStrategy(behaviourOf(row.group));
      strategies.set(row.group, strategy);
    }
    await lines.write(verdict(strategy, row));
  }
}

/** Values of every group with the rows they stand in; the whole file is held. */
async function gatherGroups(options: DetectOptions): Promise<Map<string, DataRow[]>> {
  const groups = new Map<string, DataRow[]>();
  for await (const row of readRows(options)) {
    const rows = groups.get(row.group);
    if (rows === undefined) groups.set(row.group, [row]);
    else rows.push(row);
  }
  return groups;
}

async function segmentGroups(options: DetectOptions, lines: LineWriter) {
  for (const [group, rows] of await gatherGroups(options)) {
    const { starts } = segmentSeries(rows.map(({ value }) => value));
    // A segment begins at the first row that has a value.
    await lines.write({ group, segments: starts.map((start) => rows[start]?.row) });
  }
}

/** Reads the whole file once for its faults, so that nothing is printed of a file that is refused further down. */
async function checkFile(options: DetectOptions): Promise<void> {
  for await (const _ of readRows(options));
}

async function behavioursFor(options: DetectOptions, behaviour: DetectorBehaviour) {
  if (options.falseAlarmEvery !== null) return calibrateGroups(options, behaviour, options.falseAlarmEvery);
  await checkFile(options);
  return () => behaviour;
}

/** The `detect` command: judges the rows of a CSV file with the code of the app, one JSON line each. */
export async function detect(args: string[], output: Writable): Promise<void> {
  const options = readOptions(args);
  const lines = new LineWriter(output);
  if (options.isSegmenting) await segmentGroups(options, lines);
  else {
    const behaviour = createBehaviour(options.method ?? '', options.params as ParamValues);
    await judgeRows(options, await behavioursFor(options, behaviour), lines);
  }
  await lines.flush();
}

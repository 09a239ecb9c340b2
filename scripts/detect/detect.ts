import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { createBehaviour, type DetectorBehaviour } from '../../lib/monitoring/detector-behaviour';
import { DetectorStrategy } from '../../lib/monitoring/detector-strategy';
import { elementAt } from '../../lib/stats/element-at';
import { segmentSeries } from '../../lib/stats/segment-series';
import { calibrateGroups } from './calibrate-groups';
import { readOptions } from './options';
import { type Rows, readRows } from './read-rows';

/** Lines are written in pieces of about this many characters. */
const pieceLength = 1 << 16;

/** Buffers lines and waits for the reader. */
class LineWriter {
  readonly #output: Writable;
  #piece = '';

  constructor(output: Writable) {
    this.#output = output;
  }

  add(line: unknown): void {
    this.#piece += `${JSON.stringify(line)}\n`;
  }

  get isFull(): boolean {
    return this.#piece.length >= pieceLength;
  }

  async flush(): Promise<void> {
    const piece = this.#piece;
    this.#piece = '';
    if (piece !== '' && !this.#output.write(piece)) await once(this.#output, 'drain');
  }
}

async function judgeRows(rows: Rows, behaviours: readonly DetectorBehaviour[], lines: LineWriter) {
  const { timeColumn, groups, groupOf, values } = rows;
  const strategies = behaviours.map((behaviour) => new DetectorStrategy(behaviour));
  for (let index = 0; index < values.length; index += 1) {
    const number = elementAt(groupOf, index);
    const strategy = elementAt(strategies, number);
    const value = elementAt(values, index);
    const tsMs = elementAt(rows.tsMs, index);
    // Methods expect times that never decrease, but every row is judged, in the order of the file.
    const { statistic, threshold, level, learning } = strategy.update(
      value,
      Math.max(tsMs, strategy.lastTsMs ?? tsMs),
    );
    const onsetMs = strategy.onsetMs();
    lines.add({
      row: rows.row[index],
      group: groups[number],
      ts: timeColumn !== null ? new Date(tsMs).toISOString() : null,
      value,
      statistic,
      threshold,
      level,
      event: strategy.transition === 'none' ? null : strategy.transition,
      onset: onsetMs === null ? null : new Date(onsetMs).toISOString(),
      ...(learning && { learning }),
    });
    if (lines.isFull) await lines.flush();
  }
}

/**
 * Writes one line per group with values: the rows where segments begin, each the first row of its segment
 * with a value.
 */
function segmentGroups({ groups, groupOf, row, values }: Rows, lines: LineWriter) {
  const positions = groups.map(() => [] as number[]);
  for (const [index, number] of groupOf.entries()) positions[number]?.push(index);
  for (const [number, group] of groups.entries()) {
    const own = elementAt(positions, number);
    if (own.length === 0) continue;
    const { starts } = segmentSeries(own.map((index) => elementAt(values, index)));
    lines.add({ group, segments: starts.map((start) => elementAt(row, elementAt(own, start))) });
  }
}

/**
 * The `detect` command: judges the rows of a CSV file with the code of the app, one JSON line each. `notes`
 * gets a line for everything that could not be done as requested.
 */
export async function detect(args: string[], output: Writable, notes: Writable): Promise<void> {
  const options = readOptions(args);
  const lines = new LineWriter(output);
  if (options.isSegmenting || options.method === null) segmentGroups(await readRows(options), lines);
  else {
    const given = createBehaviour(options.method, options.params, 'two_sided', options.timeZone);
    const rows = await readRows(options);
    const { timeColumn } = rows;
    if (options.timestamp === null && timeColumn !== null && timeColumn !== 'timestamp')
      notes.write(`the times are taken from the column ${JSON.stringify(timeColumn)}\n`);
    const behaviours =
      options.falseAlarmEvery === null
        ? rows.groups.map(() => given)
        : calibrateGroups(rows, given, options.falseAlarmEvery, (note) => notes.write(`${note}\n`));
    await judgeRows(rows, behaviours, lines);
  }
  await lines.flush();
}

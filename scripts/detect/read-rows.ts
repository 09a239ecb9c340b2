import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { DriftwatchError } from '../../lib/errors';
import type { DetectOptions } from './options';
import { parseTime, timeForms } from './parse-time';

/** Rows of a file without times are so far apart. */
export const syntheticStepMs = 60_000;

/** The data rows that have a value, by columns: a million rows are four arrays and not a million objects. */
export interface Rows {
  /** Whether the file has times; without, `tsMs` counts steps. */
  hasTimes: boolean;
  /** The distinct values of the group column, in order of appearance; one, empty, without such a column. */
  groups: string[];
  /** Position in `groups`. */
  groupOf: number[];
  /** 0-based among the data rows of its group; rows without a value are counted. */
  row: number[];
  tsMs: number[];
  values: number[];
}

type Columns = Pick<DetectOptions, 'csv' | 'timestamp' | 'value' | 'group'>;

/** Positions of the wanted columns; -1 for one that is not asked for. */
interface Layout {
  count: number;
  timestamp: number;
  value: number;
  group: number;
}

function bad(line: number, message: string): DriftwatchError {
  return new DriftwatchError('INVALID_INPUT', `line ${line}: ${message}`);
}

function locate(header: string[], columns: Columns): Layout {
  const names = header.map((name) => name.trim());
  const hint =
    names.length === 1 && /[;\t|]/.test(names[0] ?? '') ? ' (fields must be separated by commas)' : '';
  const at = (name: string) => {
    const index = names.indexOf(name);
    if (index < 0)
      throw bad(
        1,
        `there is no column "${name}"; the file has ${names.map((n) => `"${n}"`).join(', ')}${hint}`,
      );
    if (names.lastIndexOf(name) !== index) throw bad(1, `there are two columns "${name}"`);
    return index;
  };
  return {
    count: names.length,
    timestamp: columns.timestamp === null ? names.indexOf('timestamp') : at(columns.timestamp),
    value: at(columns.value),
    group: columns.group === null ? -1 : at(columns.group),
  };
}

/** A number as people write it: no hexadecimals, no infinities, no thousands separators. */
const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

function readValue(text: string, name: string, line: number): number {
  const value = number.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) {
    throw bad(line, `${name} must be a finite number, or empty to skip the row, got ${JSON.stringify(text)}`);
  }
  return value;
}

function readTime(text: string, name: string, line: number): number {
  const tsMs = parseTime(text);
  if (tsMs === null) throw bad(line, `${name} must be ${timeForms}, got ${JSON.stringify(text)}`);
  return tsMs;
}

/** How many lines of the file a record takes: quoted fields may hold line breaks. */
function linesOf(record: string[]): number {
  let lines = 1;
  for (const field of record) {
    if (!field.includes('\n')) continue;
    for (const character of field) if (character === '\n') lines += 1;
  }
  return lines;
}

/**
 * The data rows of a CSV file (RFC 4180; a byte order mark and any line end are fine) that have a value, in file order.
 * Blank lines are nothing; rows with an empty value are counted and left out. Anything else that is wrong throws an
 * INVALID_INPUT that begins with the line.
 *
 * The file is read once and wholly before anything is judged, so that nothing is printed of a file that is refused
 * further down, and a pipe will do. Memory: 32 bytes per row.
 */
export async function readRows(columns: Columns): Promise<Rows> {
  const rows: Rows = { hasTimes: false, groups: [], groupOf: [], row: [], tsMs: [], values: [] };
  const groups = new Map<string, { number: number; count: number }>();
  let layout: Layout | null = null;
  let line = 1;

  const take = (record: string[]): void => {
    const here = line;
    line += linesOf(record);
    if (layout === null) {
      layout = locate(record, columns);
      rows.hasTimes = layout.timestamp >= 0;
      return;
    }
    if (record.length === 1 && record[0] === '' && layout.count > 1) return;
    if (record.length !== layout.count)
      throw bad(here, `there are ${record.length} fields where the header has ${layout.count}`);
    const name = layout.group < 0 ? '' : (record[layout.group] as string);
    let group = groups.get(name);
    if (group === undefined) {
      group = { number: groups.size, count: 0 };
      groups.set(name, group);
      rows.groups.push(name);
    }
    const row = group.count;
    group.count += 1;
    const text = (record[layout.value] as string).trim();
    if (text === '') return;
    rows.values.push(readValue(text, columns.value, here));
    rows.tsMs.push(
      rows.hasTimes
        ? readTime(record[layout.timestamp] as string, columns.timestamp ?? 'timestamp', here)
        : row * syntheticStepMs,
    );
    rows.groupOf.push(group.number);
    rows.row.push(row);
  };

  const records = parse(format);
  // Listening costs a third of iterating; a fault thrown here would reach nobody.
  records.on('data', (record: string[]) => {
    try {
      take(record);
    } catch (error) {
      records.destroy(error as Error);
    }
  });
  try {
    await pipeline(createReadStream(columns.csv, { highWaterMark: 1 << 18 }), records);
  } catch (error) {
    throw readable(error, columns.csv, line);
  }
  if (layout === null) throw bad(1, `${columns.csv} is empty; the first line must name the columns`);
  return rows;
}

const format = {
  bom: true,
  relax_column_count: true,
  // Found out from the first line, a file with both line ends would keep carriage returns in its last column.
  record_delimiter: ['\r\n', '\n', '\r'],
};

/** `line`: where the row begins that could not be read. */
function readable(error: unknown, file: string, line: number): unknown {
  if (!(error instanceof Error) || error instanceof DriftwatchError) return error;
  if (!(error instanceof CsvError))
    return new DriftwatchError('INVALID_INPUT', `cannot read ${file}: ${error.message}`, { cause: error });
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return bad(line, 'a field of the row that begins here opens a quote (") that is never closed');
  const there = Number(error.lines ?? line);
  const begin = there === line ? '' : ` (in the row that begins at line ${line})`;
  return bad(there, `${error.message}${begin}`);
}

import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse';
import { DriftwatchError } from '../../lib/errors';
import type { DetectOptions } from './options';
import { parseTime, timeForms } from './parse-time';

/** Rows of a file without times are so far apart. */
export const syntheticStepMs = 60_000;

/** A data row that has a value. */
export interface DataRow {
  /** 0-based among the data rows of its group; rows without a value are counted. */
  row: number;
  group: string;
  /** As the file has it; `null` when the file has no times. */
  ts: string | null;
  tsMs: number;
  value: number;
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
  const at = (name: string) => {
    const index = names.indexOf(name);
    if (index < 0)
      throw bad(1, `there is no column "${name}"; the file has ${names.map((n) => `"${n}"`).join(', ')}`);
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
const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

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
 * The data rows of a CSV file (RFC 4180; a byte order mark and either line end are fine), in file order, streaming.
 * Blank lines are nothing; rows with an empty value are counted and left out. Anything else that is wrong throws an
 * INVALID_INPUT that begins with the line.
 */
export async function* readRows(columns: Columns): AsyncGenerator<DataRow> {
  const records = openRecords(columns.csv);
  const nextRow = new Map<string, number>();
  let layout: Layout | null = null;
  let line = 1;
  try {
    for await (const record of records as AsyncIterable<string[]>) {
      const here = line;
      line += linesOf(record);
      if (layout === null) {
        layout = locate(record, columns);
        continue;
      }
      if (record.length === 1 && record[0] === '' && layout.count > 1) continue;
      if (record.length !== layout.count) {
        throw bad(here, `there are ${record.length} fields where the header has ${layout.count}`);
      }
      const group = layout.group < 0 ? '' : (record[layout.group] ?? '');
      const row = nextRow.get(group) ?? 0;
      nextRow.set(group, row + 1);
      const text = (record[layout.value] ?? '').trim();
      if (text === '') continue;
      const value = readValue(text, columns.value, here);
      const ts = layout.timestamp < 0 ? null : (record[layout.timestamp] ?? '');
      const tsMs = ts === null ? row * syntheticStepMs : readTime(ts, columns.timestamp ?? 'timestamp', here);
      yield { row, group, ts, tsMs, value };
    }
  } catch (error) {
    throw readable(error, columns.csv);
  }
  if (layout === null) throw bad(1, `${columns.csv} is empty; the first line must name the columns`);
}

function openRecords(file: string) {
  const source = createReadStream(file, { highWaterMark: 1 << 18 });
  // Found out from the first line, a file with both line ends would keep carriage returns in its last column.
  const records = parse({ bom: true, relax_column_count: true, record_delimiter: ['\r\n', '\n', '\r'] });
  source.on('error', (error) => records.destroy(error));
  return source.pipe(records);
}

function readable(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || error instanceof DriftwatchError) return error;
  if (error instanceof CsvError) return bad(Number(error.lines ?? 1), error.message);
  return new DriftwatchError('INVALID_INPUT', `cannot read ${file}: ${error.message}`, { cause: error });
}

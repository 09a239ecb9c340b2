import { createReadStream } from 'node:fs';
import { DriftwatchError, isDriftwatchError } from '../../lib/errors';
import { type Decimal, instantCell, numberCell } from '../../lib/ingest/body/csv-cells';
import {
  emptyFault,
  fieldCountFault,
  severalTimesFault,
  unnamedFault,
  valueFault,
} from '../../lib/ingest/body/csv-faults';
import { CsvHeader, type Delimiter, type SayHow } from '../../lib/ingest/body/csv-header';
import { behindQuoteHint } from '../../lib/ingest/body/csv-hints';
import { type CsvRecord, CsvRecords } from '../../lib/ingest/body/csv-records';
import { csvText } from '../../lib/ingest/body/csv-text';
import { splitLines } from '../../lib/ingest/body/split-lines';
import { pointInstant } from '../../lib/schemas/instant';

/** Distance between the rows of a file without times. */
export const syntheticStepMs = 60_000;

/** The columns that distinguish series in a file of points as they are posted. */
const seriesColumns = ['model_id', 'metric'];

/** Which columns of a file to read, and how its fields are written. */
export interface CsvFormat {
  csv: string;
  /**
   * `null`: the column that is called `ts`, `timestamp` or similar; empty: none, the rows are equally spaced.
   */
  timestamp: string | null;
  value: string;
  /** Columns whose values together name the group; `null`: `model_id` and `metric`, if the file has them. */
  group: string[] | null;
  /** Whether to ignore columns that no option names; otherwise they are refused. */
  ignoreColumns: boolean;
  delimiter: Delimiter;
  decimal: Decimal;
}

/** The data rows with a value, stored by column: a million rows are four arrays and not a million objects. */
export interface Rows {
  /** The column with the times; `null` if there is none and `tsMs` counts steps. */
  timeColumn: string | null;
  /**
   * The distinct values of the group columns in order of appearance; a single empty one without such columns.
   */
  groups: string[];
  /** Index into `groups`. */
  groupOf: number[];
  /** 0-based index among the data rows of its group, including rows without a value. */
  row: number[];
  tsMs: number[];
  values: number[];
}

/** Positions of the requested columns. */
interface Layout {
  names: string[];
  timestamp: number | null;
  value: number;
  group: number[];
}

/** Formats an option for a message. */
const sayOption: SayHow = (option, value) => `--${option} '${value}'`;

function bad(line: number, message: string): DriftwatchError {
  return new DriftwatchError('INVALID_INPUT', `line ${line}: ${message}`);
}

function locate(fields: string[], format: CsvFormat): Layout {
  const header = new CsvHeader(fields);
  const at = (name: string) => {
    const found = header.find(name);
    if ('column' in found) return found.column;
    throw bad(1, found.fault + header.delimiterHint(format.delimiter, sayOption));
  };
  const findTimes = (): number | null => {
    if (format.timestamp !== null) return format.timestamp === '' ? null : at(format.timestamp);
    const candidates = header.timeCandidates();
    if (candidates.length > 1) {
      throw bad(1, severalTimesFault(candidates, '--timestamp NAME'));
    }
    return candidates[0] === undefined ? null : at(candidates[0]);
  };
  const layout = {
    names: header.names,
    value: at(format.value),
    group: (format.group ?? seriesColumns.filter((name) => header.has(name))).map(at),
    timestamp: findTimes(),
  };
  const unnamed = header.unnamed();
  if (unnamed.length > 0 && !format.ignoreColumns) {
    const settings = { name: '--timestamp, --value or --group', ignore: '--ignore-columns' };
    throw bad(1, unnamedFault(unnamed, settings));
  }
  return layout;
}

function readValue(text: string, line: number, { value: name, decimal }: CsvFormat): number {
  const value = numberCell(text, decimal) ?? Number.NaN;
  if (Number.isFinite(value)) return value;
  throw bad(line, `${name} ${valueFault(text, decimal, sayOption)}`);
}

function readTime(text: string, name: string, line: number): number {
  const cell = instantCell(text);
  const instant = pointInstant(cell);
  if ('ms' in instant) return instant.ms;
  const hint = typeof cell === 'number' ? "; if it only counts the rows, give --timestamp ''" : '';
  throw bad(line, `${name} ${instant.fault}${hint}`);
}

/** Takes the records of a file one by one and collects its rows. */
class RowReader {
  readonly rows: Rows = { timeColumn: null, groups: [], groupOf: [], row: [], tsMs: [], values: [] };
  readonly #format: CsvFormat;
  readonly #groups = new Map<string, { number: number; count: number }>();
  #layout: Layout | null = null;

  constructor(format: CsvFormat) {
    this.#format = format;
  }

  get hasHeader(): boolean {
    return this.#layout !== null;
  }

  take({ line, fields, fault }: CsvRecord): void {
    if (fault !== null)
      throw bad(line, fault.message + behindQuoteHint(fault, this.#format.delimiter, sayOption));
    // Blank lines are ignored as in a post, but in a file with one column they are rows without a value.
    const isBlank = fields.length === 1 && fields[0]?.trim() === '';
    if (this.#layout === null) {
      if (!isBlank) this.#takeHeader(fields);
      return;
    }
    const { names } = this.#layout;
    if (isBlank && names.length > 1) return;
    if (fields.length !== names.length) {
      throw bad(line, fieldCountFault(fields, names, this.#format.delimiter, sayOption));
    }
    this.#takeRow(this.#layout, fields, line);
  }

  #takeHeader(fields: string[]): void {
    this.#layout = locate(fields, this.#format);
    const { names, timestamp } = this.#layout;
    this.rows.timeColumn = timestamp === null ? null : (names[timestamp] as string);
  }

  #takeRow(layout: Layout, fields: string[], line: number): void {
    const { rows } = this;
    const group = this.#groupOf(layout.group.map((column) => (fields[column] as string).trim()));
    const row = group.count;
    group.count += 1;
    const text = (fields[layout.value] as string).trim();
    if (text === '') return;
    rows.values.push(readValue(text, line, this.#format));
    rows.tsMs.push(
      layout.timestamp === null
        ? row * syntheticStepMs
        : readTime(fields[layout.timestamp] as string, rows.timeColumn as string, line),
    );
    rows.groupOf.push(group.number);
    rows.row.push(row);
  }

  #groupOf(parts: string[]) {
    const key = parts.length === 1 ? (parts[0] as string) : JSON.stringify(parts);
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { number: this.#groups.size, count: 0 };
      this.#groups.set(key, group);
      this.rows.groups.push(parts.join(' / '));
    }
    return group;
  }
}

/**
 * Reads the data rows of a CSV file that have a value, in file order. The same files, times and numbers are
 * valid as in `POST /api/metrics`. Blank lines are ignored; rows with an empty value are counted and left
 * out.
 *
 * The whole file is read once before anything is judged, so that nothing is printed for a file with an error
 * further down, and pipes work. Memory: 32 bytes per row.
 *
 * @throws INVALID_INPUT that starts with the line of the fault
 */
export async function readRows(format: CsvFormat): Promise<Rows> {
  const reader = new RowReader(format);
  const records = new CsvRecords(format.delimiter);
  const take = (record: CsvRecord | null) => {
    if (record !== null) reader.take(record);
  };
  try {
    const bytes = createReadStream(format.csv, { highWaterMark: 1 << 18 });
    for await (const { lines, first } of splitLines(csvText(bytes))) {
      for (const [at, line] of lines.entries()) take(records.push(line, first + at));
    }
  } catch (error) {
    if (!(error instanceof Error) || isDriftwatchError(error)) throw error;
    throw new DriftwatchError('INVALID_INPUT', `cannot read ${format.csv}: ${error.message}`, {
      cause: error,
    });
  }
  take(records.close());
  if (!reader.hasHeader) throw bad(1, emptyFault(format.csv));
  return reader.rows;
}

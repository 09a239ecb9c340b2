import { parseArgs } from 'node:util';
import { DriftwatchError } from '../../lib/errors';
import type { Decimal } from '../../lib/ingest/body/csv-cells';
import { type Delimiter, isDelimiter } from '../../lib/ingest/body/csv-header';
import { isTimeZone } from '../../lib/schemas/time-zone';
import type { CsvFormat } from './read-rows';

export const usage = `npm run -s detect -- --method M --csv FILE [--params JSON] [--false-alarm-every N] [--time-zone ZONE] [FILE OPTIONS]
npm run -s detect -- --segment --csv FILE [FILE OPTIONS]
FILE OPTIONS: [--timestamp COL] [--value COL] [--group COL,COL] [--ignore-columns] [--delimiter ';'] [--decimal ',']`;

/** The options of the command line. */
export interface DetectOptions extends CsvFormat {
  /** `null` with `isSegmenting`. */
  method: string | null;
  params: unknown;
  isSegmenting: boolean;
  /** Points between false alarms to which the threshold is calibrated; `null` uses the params as they are. */
  falseAlarmEvery: number | null;
  /** IANA name of the time zone whose days and weeks a season follows; `null` is UTC. */
  timeZone: string | null;
}

function refuse(message: string): never {
  throw new DriftwatchError('INVALID_INPUT', `${message}\n${usage}`);
}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        method: { type: 'string' },
        params: { type: 'string', default: '{}' },
        csv: { type: 'string' },
        timestamp: { type: 'string' },
        value: { type: 'string', default: 'value' },
        group: { type: 'string' },
        'ignore-columns': { type: 'boolean', default: false },
        delimiter: { type: 'string', default: ',' },
        decimal: { type: 'string', default: '.' },
        segment: { type: 'boolean', default: false },
        'false-alarm-every': { type: 'string' },
        'time-zone': { type: 'string' },
      },
    }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function readParams(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse(`--params must be a JSON object, got ${text}: ${(error as Error).message}`);
  }
}

function readRarity(text: string | undefined): number | null {
  if (text === undefined) return null;
  const points = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (points >= 10 && points <= 1e9) return points;
  return refuse(
    `--false-alarm-every must be a whole number of points between 10 and 1000000000, got ${text}`,
  );
}

function readTimeZone(name: string | undefined): string | null {
  if (name === undefined || isTimeZone(name)) return name ?? null;
  return refuse(`--time-zone must be the name of a time zone, such as Europe/Berlin, got ${name}`);
}

function readDelimiter(text: string): Delimiter {
  const mark = text === 'tab' ? '\t' : text;
  if (isDelimiter(mark)) return mark;
  return refuse(`--delimiter must be a comma, a semicolon, a vertical bar or tab, got ${text}`);
}

function readDecimal(text: string): Decimal {
  if (text === '.' || text === ',') return text;
  return refuse(`--decimal must be a point or a comma, got ${text}`);
}

/**
 * Checks a command line.
 *
 * @throws INVALID_INPUT that says what is wrong and shows the usage
 */
export function readOptions(args: string[]): DetectOptions {
  const given = readArguments(args);
  const { csv, method, segment } = given;
  if (csv === undefined) refuse('--csv FILE is missing');
  if (method === undefined && !segment) refuse('--method M is missing');
  const falseAlarmEvery = readRarity(given['false-alarm-every']);
  if (segment && falseAlarmEvery !== null)
    refuse('--false-alarm-every needs --method and cannot be used with --segment');
  if (segment && given['time-zone'] !== undefined)
    refuse('--time-zone needs --method and cannot be used with --segment');
  return {
    csv,
    method: method ?? null,
    params: readParams(given.params),
    timestamp: given.timestamp ?? null,
    value: given.value,
    group: given.group?.split(',').map((name) => name.trim()) ?? null,
    ignoreColumns: given['ignore-columns'],
    delimiter: readDelimiter(given.delimiter),
    decimal: readDecimal(given.decimal),
    isSegmenting: segment,
    falseAlarmEvery,
    timeZone: readTimeZone(given['time-zone']),
  };
}

import { parseArgs } from 'node:util';
import { DriftwatchError } from '../../lib/errors';
import { isTimeZone } from '../../lib/schemas/time-zone';

export const usage = `npm run -s detect -- --method M --csv FILE [--params JSON] [--timestamp COL] [--value COL] [--group COL] [--false-alarm-every N] [--time-zone ZONE]
npm run -s detect -- --segment --csv FILE [--timestamp COL] [--value COL] [--group COL]`;

/** What the command line asks for. */
export interface DetectOptions {
  csv: string;
  /** `null` with `isSegmenting`. */
  method: string | null;
  params: unknown;
  /** Column names; `timestamp` is `null` when none was named and the file has no such column. */
  timestamp: string | null;
  value: string;
  group: string | null;
  isSegmenting: boolean;
  /** Points between false alarms that the threshold is calibrated to; `null`: the params are taken as they are. */
  falseAlarmEvery: number | null;
  /** IANA name of the zone whose days and weeks a season goes by; `null`: UTC. */
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

/** Checks a command line; the error says what is wrong and how it is used. */
export function readOptions(args: string[]): DetectOptions {
  const given = readArguments(args);
  const { csv, method, segment } = given;
  if (csv === undefined) refuse('--csv FILE is missing');
  if (method === undefined && !segment) refuse('--method M is missing');
  const falseAlarmEvery = readRarity(given['false-alarm-every']);
  if (segment && falseAlarmEvery !== null) refuse('--false-alarm-every needs --method, and not --segment');
  if (segment && given['time-zone'] !== undefined) refuse('--time-zone needs --method, and not --segment');
  return {
    csv,
    method: method ?? null,
    params: readParams(given.params),
    timestamp: given.timestamp ?? null,
    value: given.value,
    group: given.group ?? null,
    isSegmenting: segment,
    falseAlarmEvery,
    timeZone: readTimeZone(given['time-zone']),
  };
}

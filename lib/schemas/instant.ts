/**
 * A number is a time in epoch milliseconds if it falls in these years; otherwise it has another unit or is
 * not a time.
 */
const firstYear = 1990;
const lastYear = 2099;
export const firstEpochMs = Date.UTC(firstYear, 0, 1);
export const endOfEpochMs = Date.UTC(lastYear + 1, 0, 1);

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Longer than every supported form of a time. */
const maxTextLength = 80;
/** The day number of 1970-01-01 in spreadsheets, and those of 1950 and 2120. */
const spreadsheetEpochDay = 25_569;
const spreadsheetDays = { first: 18_264, end: 80_500 };

export const unreadableInstant =
  'must be an RFC 3339 time such as 2026-01-31T12:00:00Z, or epoch milliseconds';

/**
 * Year first with `-`, `/` or `.`, or day first with dots; optionally a clock time, with or without seconds
 * and an offset.
 */
const forms =
  /^(?:(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4}))(?:(?:T| {1,2})(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,40}))?)?(?: ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?)?$/i;
const compactDate = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?$/;

/** A time read from a text. */
export interface ReadInstant {
  /** Epoch milliseconds; smaller fractions are cut off. */
  ms: number;
  /** False if the text has no offset and was read as UTC. */
  hasOffset: boolean;
}

/** Epoch milliseconds of a UTC time, or null if the date or the clock time does not exist. */
function utcMs(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | null {
  if (year < 100 || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return null;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  // Date.UTC turns 31 February into 3 March.
  return new Date(ms).getUTCDate() === day ? ms : null;
}

/** Minutes ahead of UTC, or null if no time zone has such an offset. */
function offsetMinutes(zone: string): number | null {
  if (/^[a-z]/i.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || '0');
  if (hours > 23 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/**
 * Reads a time as programs and people write it: RFC 3339 (also with lower-case letters, a blank instead of
 * the T, and second 60 at the end of a UTC day), `2026/01/31` and `2026.01.31`, `31.01.2026`, one-digit days
 * and hours, no seconds or no clock time, and offsets such as `+0100`, `+01` and `UTC`. Runs in linear time.
 *
 * @returns null for anything else
 */
export function readInstantText(text: string): ReadInstant | null {
  if (text.length > maxTextLength) return null;
  const parts = forms.exec(text);
  if (parts === null) return null;
  const [, year, , month, day, lastDay, lastMonth, thisYear, hour, minute, second, fraction, zone] = parts;
  const ahead = zone === undefined ? 0 : offsetMinutes(zone);
  const isLeapSecond = second === '60';
  const clockMs = utcMs(
    Number(year ?? thisYear),
    Number(month ?? lastMonth),
    Number(day ?? lastDay),
    Number(hour ?? 0),
    Number(minute ?? 0),
    isLeapSecond ? 59 : Number(second ?? 0),
  );
  if (clockMs === null || ahead === null) return null;
  const wholeMs = clockMs - ahead * minuteMs;
  // PostgreSQL and POSIX have no leap seconds either: second 60 counts as the first second of the next day.
  if (isLeapSecond && (wholeMs + 1000) % dayMs !== 0) return null;
  const ms = wholeMs + (isLeapSecond ? 1000 : 0) + Number((fraction ?? '').slice(0, 3).padEnd(3, '0'));
  return { ms, hasOffset: zone !== undefined };
}

/** Formats a time in the shortest RFC 3339 form. */
function rfc3339(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

function isEpochMs(number: number): boolean {
  return number >= firstEpochMs && number < endOfEpochMs;
}

/**
 * Explains what a number that is not a plausible time in milliseconds probably is, and what to send instead.
 */
function explainNumber(number: number): string {
  const units = [
    ['seconds', number * 1000],
    ['microseconds', number / 1e3],
    ['nanoseconds', number / 1e6],
  ] as const;
  for (const [unit, ms] of units) {
    if (isEpochMs(ms)) return `${number} looks like ${unit}; send milliseconds: ${Math.floor(ms)}`;
  }
  const digits = compactDate.exec(String(number));
  if (digits) {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = digits
      .slice(1)
      .map((part = '0') => Number(part));
    const ms = utcMs(year, month, day, hour, minute, second);
    if (ms !== null && year >= 1900 && year <= lastYear)
      return `${number} looks like a date; send it as RFC 3339: ${rfc3339(ms)}`;
  }
  if (number >= spreadsheetDays.first && number < spreadsheetDays.end) {
    const ms = Math.round((number - spreadsheetEpochDay) * dayMs);
    return `${number} looks like a spreadsheet's day number; send it as RFC 3339: ${rfc3339(ms)}`;
  }
  return (
    `${number} is not a plausible time: a number must be epoch milliseconds in the years ${firstYear} to ${lastYear}; ` +
    'send other years as RFC 3339'
  );
}

/** As milliseconds these are days of early 1970; as seconds they are the years 2001 to 2286. */
function looksLikeSeconds(number: number): boolean {
  return number >= 1e9 && number < 1e10;
}

/** Epoch milliseconds, or what is wrong. */
export type InstantOrFault = { ms: number } | { fault: string };

function fromText(text: string): InstantOrFault {
  const read = readInstantText(text);
  if (read === null) return { fault: `${unreadableInstant}, got ${JSON.stringify(text.slice(0, 40))}` };
  if (!read.hasOffset) {
    return { fault: `must have an offset such as Z or +01:00, got ${JSON.stringify(text)}` };
  }
  return read.ms >= 0 ? read : { fault: 'must be a time from 1970 on' };
}

/**
 * Reads the time of a point: a text with an offset, from 1970 on, or epoch milliseconds in the years 1990 to
 * 2099.
 */
export function pointInstant(given: string | number): InstantOrFault {
  if (typeof given === 'string') return fromText(given);
  return isEpochMs(given) ? { ms: Math.floor(given) } : { fault: explainNumber(given) };
}

/**
 * Reads a time in a query: like the time of a point, but with any milliseconds from 1970 on that do not look
 * like seconds.
 */
export function queryInstant(given: string | number): InstantOrFault {
  if (typeof given === 'string') return fromText(given);
  if (looksLikeSeconds(given)) return { fault: explainNumber(given) };
  return given >= 0 && given <= 8.64e15 ? { ms: Math.floor(given) } : { fault: unreadableInstant };
}

/** Numbers and times as people read them. English throughout; times in the zone they are asked for. */

const minus = '−';

/** Significant digits of a shown value; the tooltip and `title` give `formatExact`. */
const shownDigits = 4;

function withMinus(text: string): string {
  return text.replace(/^-/, minus).replace(/e-/, `e${minus}`);
}

/** `0.7941`, `12,345`, `1.2e12`: four significant digits, but whole numbers stay whole up to a million. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e9 || size < 1e-4)) return withMinus(tidyExponent(value.toExponential(3)));
  const maximumFractionDigits =
    size >= 1000 ? 1 : Math.max(0, shownDigits - 1 - Math.floor(Math.log10(size || 1)));
  return withMinus(
    new Intl.NumberFormat('en-GB', { maximumFractionDigits: Math.min(8, maximumFractionDigits) }).format(
      value,
    ),
  );
}

/** `1.000e+12` reads `1e12`. */
function tidyExponent(text: string): string {
  return text.replace(/\.?0{1,3}e/, 'e').replace('e+', 'e');
}

/** Every digit that the stored value has. */
export function formatExact(value: number): string {
  return withMinus(String(value));
}

/** `count 1` is the UCUM code of a ratio or a plain number: it is not written. */
export function formatUnit(unit: string | null): string {
  if (unit === null || unit === '1') return '';
  return unit === 'By' ? 'bytes' : unit.replace(/[{}]/g, '');
}

export function formatValue(value: number, unit: string | null): string {
  const name = formatUnit(unit);
  return name === '' ? formatNumber(value) : `${formatNumber(value)} ${name}`;
}

/** `Intl.NumberFormat` is dear to make and is asked for under a moving cursor. */
const fixedFormats = new Map<string, Intl.NumberFormat>();

function fixedFormat(decimals: number, sign: 'auto' | 'exceptZero'): Intl.NumberFormat {
  const key = `${decimals} ${sign}`;
  let format = fixedFormats.get(key);
  if (!format) {
    format = new Intl.NumberFormat('en-GB', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      signDisplay: sign,
    });
    fixedFormats.set(key, format);
  }
  return format;
}

const mostDecimals = 4;

/**
 * How many decimals the values of one metric are written with, so that all of them read alike: four for a
 * share, four significant digits of the largest value otherwise, none where all are whole.
 * @param unit UCUM code, as stored.
 * @param values Values of the metric, such as the last one of each series.
 * @returns 0 to 8.
 */
export function decimalsOf(unit: string | null, values: Iterable<number>): number {
  let largest = 0;
  let isWhole = true;
  for (const value of values) {
    if (Math.abs(value) > largest) largest = Math.abs(value);
    if (!Number.isInteger(value)) isWhole = false;
  }
  if (unit === '1' && largest <= 1) return mostDecimals;
  if (isWhole || largest === 0) return 0;
  const digits = shownDigits - 1 - Math.floor(Math.log10(largest));
  // Four decimals tell values from a hundredth on apart; smaller ones need more.
  return Math.max(0, Math.min(digits, largest >= 0.01 ? mostDecimals : 8));
}

/** Beyond what decimals can show, the exponent says more. */
function needsExponent(value: number, decimals: number): boolean {
  const size = Math.abs(value);
  return size >= 1e9 || (size !== 0 && size < 0.5 * 10 ** -Math.max(decimals, mostDecimals));
}

/**
 * `0.8030`: always so many decimals, so that a column of values lines up. Very small and very large ones have
 * an exponent.
 */
export function formatFixed(value: number, decimals: number): string {
  if (needsExponent(value, decimals)) return formatNumber(value);
  return withMinus(
    fixedFormat(decimals, 'auto')
      .format(value)
      .replace(/^-(?=[0.,]+$)/, ''),
  );
}

/** A change with its sign, and the decimals of the metric: `−0.1433`, `+0.0100`; no change has none. */
export function formatChange(delta: number, decimals: number): string {
  if (needsExponent(delta, decimals)) return `${delta > 0 ? '+' : ''}${formatNumber(delta)}`;
  return withMinus(fixedFormat(decimals, 'exceptZero').format(delta));
}

/** A difference with its sign and unit; shares stay as they are posted, from 0.79 to 0.65 is `−0.1400`. */
export function formatDelta(delta: number, unit: string | null): string {
  const name = formatUnit(unit);
  return `${formatChange(delta, decimalsOf(unit, [delta]))}${name === '' ? '' : ` ${name}`}`;
}

export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${new Intl.NumberFormat('en-GB').format(count)} ${count === 1 ? one : many}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (part: number) => String(part).padStart(2, '0');

/** Making one takes as long as a thousand formats. */
const zoneFormats = new Map<string, Intl.DateTimeFormat>();

function zoneFormat(zone: string): Intl.DateTimeFormat {
  let format = zoneFormats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      timeZoneName: 'short',
    });
    zoneFormats.set(zone, format);
  }
  return format;
}

/** The wall clock of a zone as if it were UTC: the fields of that `Date` in UTC are those of the zone. */
export function wallClock(ms: number, zone: string): Date {
  if (zone === 'UTC') return new Date(ms);
  const parts = Object.fromEntries(
    zoneFormat(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day, hour, minute, second } = parts;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second, ms % 1000));
}

/** `UTC`, `CET`, `GMT+5:30`: what the zone is called at that time. */
export function zoneName(ms: number, zone: string): string {
  if (zone === 'UTC') return zone;
  return (
    zoneFormat(zone)
      .formatToParts(ms)
      .find(({ type }) => type === 'timeZoneName')?.value ?? zone
  );
}

const dayOf = (date: Date) => `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;

/** `4 May 1997`, in an IANA zone. */
export function formatDay(ms: number, zone = 'UTC'): string {
  return dayOf(wallClock(ms, zone));
}

/** `4 May 1997 13:30`, with seconds only where there are any; in an IANA zone. */
export function formatInstant(ms: number, zone = 'UTC'): string {
  const date = wallClock(ms, zone);
  const seconds = ms % 60_000 === 0 ? '' : `:${two(date.getUTCSeconds())}`;
  return `${dayOf(date)} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}${seconds}`;
}

/** `1997-05-04 13:30:00 UTC`, for titles and tooltips. */
export function formatInstantExact(ms: number, zone = 'UTC'): string {
  const iso = wallClock(ms, zone).toISOString();
  const millis = ms % 1000 === 0 ? '' : iso.slice(19, 23);
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${millis} ${zoneName(ms, zone)}`;
}

const ageSteps: [number, Intl.RelativeTimeFormatUnit][] = [
  [365.25 * 86_400_000, 'year'],
  [30.44 * 86_400_000, 'month'],
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
];

/** `3 minutes ago`, `in 2 hours`; within a minute `just now`. */
export function formatAge(ms: number, nowMs: number): string {
  const distance = ms - nowMs;
  for (const [size, unit] of ageSteps) {
    if (Math.abs(distance) >= size) {
      return new Intl.RelativeTimeFormat('en-GB').format(Math.trunc(distance / size), unit);
    }
  }
  return 'just now';
}

/** `pending_approval` is `waiting for approval`: each status as a person would say it. */
const statusWords: Record<string, string> = {
  deferred: 'waiting for a place',
  pending_approval: 'waiting for approval',
  queued: 'approved, queued',
  leased: 'taken by a trainer',
  running: 'training',
  insufficient_data: 'learning',
  unstable: 'no steady level',
  recovered: 'the level is back',
  new_level: 'the new level counts as normal',
};

/** A status, level or resolution of the API in words; unknown ones lose their underscores. */
export function formatStatus(status: string): string {
  return statusWords[status] ?? status.replaceAll('_', ' ');
}

/** From here on a bare number is milliseconds: as seconds it would be the year 5138, as milliseconds it is March 1973. */
const leastMilliseconds = 1e11;
const bareNumber = /^-?\d+(\.\d+)?$/;
const calendar =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*([Zz]|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?)?$/;

export const timeForms =
  'an RFC 3339 time, YYYY-MM-DD HH:MM:SS (UTC), YYYY-MM-DD, or epoch milliseconds or seconds';

/**
 * Epoch milliseconds of a time as files have it, or `null` when it is none. A time without an offset is UTC. A bare
 * number is epoch seconds below 1e11 in magnitude, else epoch milliseconds. Days that do not exist are refused.
 */
export function parseTime(text: string): number | null {
  const trimmed = text.trim();
  if (bareNumber.test(trimmed)) {
    const number = Number(trimmed);
    const ms = Math.abs(number) < leastMilliseconds ? number * 1000 : number;
    return Math.abs(ms) <= 8.64e15 ? Math.round(ms) : null;
  }
  const parts = calendar.exec(trimmed);
  if (parts === null) return null;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', offset] = parts;
  const clock = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    Number(fraction.slice(0, 3).padEnd(3, '0')),
  );
  // Date.UTC turns 31 February into 3 March, 24:00 into the next day and the year 50 into 1950.
  const made = new Date(clock);
  if (
    made.getUTCFullYear() !== Number(year) ||
    made.getUTCMonth() + 1 !== Number(month) ||
    made.getUTCDate() !== Number(day) ||
    made.getUTCHours() !== Number(hour) ||
    made.getUTCMinutes() !== Number(minute) ||
    made.getUTCSeconds() !== Number(second)
  )
    return null;
  return clock - offsetMs(offset);
}

function offsetMs(offset: string | undefined): number {
  if (offset === undefined || offset.toUpperCase() === 'Z') return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return (offset.startsWith('-') ? -1 : 1) * minutes * 60_000;
}

const daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const dayMs = 86_400_000;

/** Two digits at a place of the text; when there are none, a number too large for any part of a time. */
function pair(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 1e6;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysOfMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from 1970-01-01 to a date of the years 1970 to 9999. */
function epochDay(year: number, month: number, day: number): number {
  const past = year - 1;
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) - 477;
  const thisYear = (daysBefore[month - 1] ?? 0) + (month > 2 && isLeap(year) ? 1 : 0);
  return (year - 1970) * 365 + leapDays + thisYear + day - 1;
}

/**
 * Epoch milliseconds of `YYYY-MM-DDTHH:MM:SSZ` or `YYYY-MM-DDTHH:MM:SS.mmmZ` from 1970 on, or -1 for every
 * other text: whether that is a time all the same is for the schema to say.
 */
export function plainInstant(text: string): number {
  const { length } = text;
  if (length !== 20 && length !== 24) return -1;
  if (text.charCodeAt(length - 1) !== 90 || text.charCodeAt(10) !== 84) return -1;
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return -1;
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return -1;
  const year = pair(text, 0) * 100 + pair(text, 2);
  const month = pair(text, 5);
  const day = pair(text, 8);
  const hour = pair(text, 11);
  const minute = pair(text, 14);
  const second = pair(text, 17);
  if (year < 1970 || year > 9999 || month < 1 || month > 12) return -1;
  if (day < 1 || day > daysOfMonth(year, month) || hour > 23 || minute > 59 || second > 59) return -1;
  let fraction = 0;
  if (length === 24) {
    const last = text.charCodeAt(22) - 48;
    const hundredths = pair(text, 20);
    if (text.charCodeAt(19) !== 46 || hundredths > 99 || last < 0 || last > 9) return -1;
    fraction = hundredths * 10 + last;
  }
  return epochDay(year, month, day) * dayMs + (hour * 3600 + minute * 60 + second) * 1000 + fraction;
}

import { wallClock } from '@/lib/format';

export interface TimeAxis {
  domain: [number, number];
  ticks: number[];
  format: (ms: number) => string;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const fixedSteps = [
  ...[1, 2, 5, 10, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 4, 7, 14].map((count) => count * day),
];
const monthSteps = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200];
/** Monday, 5 January 1970: steps of whole weeks start on Mondays. */
const firstMonday = 4 * day;

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (part: number) => String(part).padStart(2, '0');

function fixedTicks(from: number, to: number, step: number): number[] {
  const origin = step % (7 * day) === 0 ? firstMonday : 0;
  const ticks: number[] = [];
  for (let at = Math.ceil((from - origin) / step) * step + origin; at <= to; at += step) ticks.push(at);
  return ticks;
}

function monthTicks(from: number, to: number, step: number): number[] {
  const start = new Date(from);
  const startMonth = start.getUTCFullYear() * 12 + start.getUTCMonth();
  const ticks: number[] = [];
  for (let month = Math.floor(startMonth / step) * step; ; month += step) {
    const at = Date.UTC(Math.floor(month / 12), month % 12);
    if (at > to) return ticks;
    if (at >= from) ticks.push(at);
  }
}

/** What a tick says; the turn of a day, a month or a year says more than the ticks between. */
function fixedLabel(ms: number, step: number): string {
  const date = new Date(ms);
  const dayLabel = `${date.getUTCDate()} ${monthNames[date.getUTCMonth()]}`;
  if (step >= day || ms % day === 0) return dayLabel;
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  if (step >= minute || ms % minute === 0) return clock;
  const seconds = two(date.getUTCSeconds());
  return step >= second ? `${clock}:${seconds}` : `${seconds}.${String(ms % second).padStart(3, '0')}`;
}

function monthLabel(ms: number, step: number): string {
  const date = new Date(ms);
  const isYear = date.getUTCMonth() === 0 || step >= 12;
  return isYear ? String(date.getUTCFullYear()) : (monthNames[date.getUTCMonth()] ?? '');
}

/** Ticks at round times of a zone, `count` of them at most, from milliseconds to centuries. */
export function timeAxis(from: number, to: number, count: number, zone = 'UTC'): TimeAxis {
  // One point has no extent; give it an hour on each side so that it lies in the middle.
  if (to <= from) return timeAxis(from - hour, from + hour, count, zone);
  const domain: [number, number] = [from, to];
  const toWall = (ms: number) => wallClock(ms, zone).getTime();
  const offset = toWall(from) - from;
  // Where clocks change within the range, the offset of its beginning is an hour off.
  const fromWall = (wall: number) => wall - offset - (toWall(wall - offset) - wall);
  const inRange = (walls: number[]) => walls.map(fromWall).filter((ms) => ms >= from && ms <= to);
  const [wallFrom, wallTo] = [from + offset, toWall(to)];
  const step = fixedSteps.find((candidate) => (to - from) / candidate <= count);
  if (step !== undefined) {
    return {
      domain,
      ticks: inRange(fixedTicks(wallFrom, wallTo, step)),
      format: (ms) => fixedLabel(toWall(ms), step),
    };
  }
  const months = monthSteps.find((candidate) => (to - from) / (candidate * 30.44 * day) <= count) ?? 1200;
  return {
    domain,
    ticks: inRange(monthTicks(wallFrom, wallTo, months)),
    format: (ms) => monthLabel(toWall(ms), months),
  };
}

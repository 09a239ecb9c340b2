import { localTimeMs } from '../../stats/local-time';
import { type AnomalyState, ringSize, viewCount, weekHours } from './state';

const nearPoints = 20;
const middlePoints = 100;
const slowPoints = 3000;
const shortSpread = 24;
/** Spreads that differ by less than a hundredth are alike. */
const minLogUnit = 0.01;
const hourMs = 3_600_000;
const dayHours = 24;
/** How many visits of an hour its mean remembers, and how many it needs before it is judged. */
const hourMemory = 10;
const minVisits = 2;

/**
 * The views of the present point, NaN where there is none yet, and the smallest difference of each beyond
 * rounding.
 */
export const seen = new Float64Array(viewCount);
export const least = new Float64Array(viewCount);
/** The present point: its time by local clocks, and how strong the judges found it, told or not. */
export const present = { localMs: 0, strength: 0 };

/** The view of which only large falls count: the logarithm of the spread of 24 points. */
export const calmView = 9;

/**
 * Root mean square of the last `size` points about their mean, in shares of the largest so that no square
 * overflows.
 */
function spread(ring: number[], count: number, size: number): number {
  let mean = 0;
  let largest = 0;
  for (let back = 0; back < size; back += 1) {
    mean += (ring[(count - back + ringSize) % ringSize] as number) / size;
  }
  for (let back = 0; back < size; back += 1) {
    largest = Math.max(largest, Math.abs((ring[(count - back + ringSize) % ringSize] as number) - mean));
  }
  if (largest === 0) return 0;
  let squares = 0;
  for (let back = 0; back < size; back += 1) {
    squares += (((ring[(count - back + ringSize) % ringSize] as number) - mean) / largest) ** 2;
  }
  return largest * Math.sqrt(squares / size);
}

/** Distance from the mean of an hour so far, to which the value is then added. */
function fromHourly(means: number[], counts: number[], hour: number, value: number): number {
  const distance = value - (means[hour] as number);
  const count = Math.min((counts[hour] as number) + 1, hourMemory);
  counts[hour] = count;
  means[hour] = (means[hour] as number) + distance / count;
  return distance;
}

/**
 * Adds a value to levels, ring and hours, and fills `seen`: 0 the value, 1 its step, 2 its distance from the
 * level of about 20 points, 3 that level, 4 the level of about 100, 5 and 6 the spread of 24 and of 96
 * points, 7 the distance from the hour of the day, 8 that of the near level from the hour of the week, 9 the
 * logarithm of the spread of 24.
 */
export function viewPoint(state: AnomalyState, value: number, tsMs: number): void {
  const { ring, count, hourCount, weekCount } = state;
  seen.fill(Number.NaN);
  least.fill(1e-9 * Math.abs(state.slowLevel));
  least[calmView] = minLogUnit;
  ring[count % ringSize] = value;
  const fromNear = value - state.nearLevel;
  state.nearLevel += Math.max(1 / count, 1 / nearPoints) * fromNear;
  state.middleLevel += Math.max(1 / count, 1 / middlePoints) * (value - state.middleLevel);
  state.slowLevel += Math.max(1 / count, 1 / slowPoints) * (value - state.slowLevel);
  present.localMs = localTimeMs(state.timeZone, tsMs);
  present.strength = 0;
  const hours = Math.floor(present.localMs / hourMs);
  const hour = ((hours % dayHours) + dayHours) % dayHours;
  const weekHour = ((hours % weekHours) + weekHours) % weekHours;
  const age = tsMs - state.firstMs;
  const hasHour = age >= dayHours * hourMs && (hourCount[hour] as number) >= minVisits;
  const hasWeek = age >= weekHours * hourMs && (weekCount[weekHour] as number) >= minVisits;
  const fromHour = fromHourly(state.hourMean, hourCount, hour, value);
  const fromWeek = fromHourly(state.weekMean, weekCount, weekHour, state.nearLevel);
  seen[0] = value;
  seen[1] = value - state.last;
  seen[2] = fromNear;
  seen[3] = state.nearLevel;
  seen[4] = state.middleLevel;
  if (count >= shortSpread) {
    const recent = spread(ring, count, shortSpread);
    seen[5] = recent;
    // Equal values are left to the flat run.
    if (recent > 0) seen[calmView] = Math.log(recent);
  }
  if (count >= ringSize) seen[6] = spread(ring, count, ringSize);
  if (hasHour) seen[7] = fromHour;
  if (hasWeek) seen[8] = fromWeek;
}

/** Mean distance from `center` of the values from `from` to `to` points back, each cut to `most`. */
export function meanBack(
  state: AnomalyState,
  from: number,
  to: number,
  center: number,
  most: number,
): number {
  let sum = 0;
  for (let back = from; back < to; back += 1) {
    const away = (state.ring[(state.count - back + ringSize) % ringSize] as number) - center;
    sum += Math.min(Math.max(away, -most), most) / (to - from);
  }
  return sum;
}

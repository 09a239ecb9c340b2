import { fisherSurvival } from './distributions';
import { elementAt } from './element-at';
import { plainMean } from './mean';

/** What is ordinary at each hour of a day or a week, relative to the level of the series. */
export interface CyclePattern {
  cycleMs: number;
  /**
   * For every hour of the cycle: the mean time in it of the points there, and how far they lie from the
   * level.
   */
  phasesMs: Float64Array;
  offsets: Float64Array;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;
/** Weeks begin on a Monday; 1970 began on a Thursday. */
const mondayMs = 4 * dayMs;
/**
 * A season needs a probability by chance below this; neighbouring hours are not independent, so it is strict.
 */
const believable = 1e-5;
/** Hours that explain less than this share of the variance do not matter. */
const material = 0.03;

function phaseOf(tsMs: number, cycleMs: number): number {
  const since = tsMs - mondayMs;
  return since - Math.floor(since / cycleMs) * cycleMs;
}

/**
 * Whether the hours of a day or a week differ from each other, the same way in every cycle.
 *
 * The means of every hour of every cycle are compared: the variance between hours against that between cycles
 * at the same hour (one-way analysis of variance). Using means keeps the test valid under autocorrelation
 * inside the hour. A season needs at least two cycles, a probability by chance below 1e-5, and 3 % of the
 * variance.
 *
 * @param values finite, any level.
 * @param tsMs their times in order, epoch milliseconds (UTC).
 * @returns `null` where none is found. Cost O(n).
 */
export function cyclePattern(
  values: ArrayLike<number>,
  tsMs: ArrayLike<number>,
  cycleMs: number,
): CyclePattern | null {
  const hourCount = cycleMs / hourMs;
  const cells = new Map<number, { sum: number; count: number }>();
  const hours = Array.from({ length: hourCount }, () => ({ sum: 0, count: 0, phase: 0 }));
  let total = 0;
  let squares = 0;
  // Relative to the first value: a small pattern on a large level would be lost in the squares.
  const origin = values[0] ?? 0;
  for (let index = 0; index < values.length; index += 1) {
    const time = elementAt(tsMs, index);
    const value = elementAt(values, index) - origin;
    const phase = phaseOf(time, cycleMs);
    const hour = elementAt(hours, Math.floor(phase / hourMs));
    const key = Math.floor((time - mondayMs) / hourMs);
    const cell = cells.get(key) ?? { sum: 0, count: 0 };
    cell.sum += value;
    cell.count += 1;
    cells.set(key, cell);
    hour.sum += value;
    hour.count += 1;
    hour.phase += phase;
    total += value;
    squares += value * value;
  }
  const count = values.length;
  const mean = total / count;
  const variance = squares / count - mean * mean;
  const span = count < 2 ? 0 : elementAt(tsMs, count - 1) - elementAt(tsMs, 0);
  if (!(variance > 0) || span < 1.9 * cycleMs) return null;
  if (!differs(cells, hourCount, variance)) return null;
  return filled(
    hours.map(({ sum, count: seen, phase }) =>
      seen === 0 ? null : { phase: phase / seen, offset: sum / seen - mean },
    ),
    cycleMs,
  );
}

/** The test: hours against cycles, over the means of each hour of each cycle. */
function differs(
  cells: Map<number, { sum: number; count: number }>,
  hourCount: number,
  variance: number,
): boolean {
  const groups = Array.from({ length: hourCount }, () => [] as number[]);
  let total = 0;
  for (const [key, { sum, count }] of cells) {
    groups[((key % hourCount) + hourCount) % hourCount]?.push(sum / count);
    total += sum / count;
  }
  const mean = total / cells.size;
  const seen = groups.filter(({ length }) => length > 0);
  const freedom = cells.size - seen.length;
  if (seen.length < 2 || freedom < 2) return false;
  let between = 0;
  let inside = 0;
  for (const group of seen) {
    const own = plainMean(group);
    between += group.length * (own - mean) ** 2;
    for (const value of group) inside += (value - own) ** 2;
  }
  if (between / cells.size < material * variance) return false;
  if (inside <= 0) return true;
  const ratio = between / (seen.length - 1) / (inside / freedom);
  // This far out the probability is below any limit, and its computation underflows.
  if (ratio > 100) return true;
  return fisherSurvival(ratio, seen.length - 1, freedom) < believable;
}

/** Interpolates hours without a point between their neighbours. */
function filled(hours: ({ phase: number; offset: number } | null)[], cycleMs: number): CyclePattern {
  const count = hours.length;
  const phasesMs = new Float64Array(count);
  const offsets = new Float64Array(count);
  for (let hour = 0; hour < count; hour += 1) {
    const here = hours[hour];
    phasesMs[hour] = here?.phase ?? (hour + 0.5) * hourMs;
    if (here) {
      offsets[hour] = here.offset;
      continue;
    }
    let back = 1;
    while (!hours[(hour - back + count) % count]) back += 1;
    let ahead = 1;
    while (!hours[(hour + ahead) % count]) ahead += 1;
    const before = hours[(hour - back + count) % count]?.offset ?? 0;
    const after = hours[(hour + ahead) % count]?.offset ?? 0;
    offsets[hour] = before + ((after - before) * back) / (back + ahead);
  }
  return { cycleMs, phasesMs, offsets };
}

/** The offset at a time, interpolated between the hours around it; O(1). */
export function patternAt({ cycleMs, phasesMs, offsets }: CyclePattern, tsMs: number): number {
  const count = offsets.length;
  const phase = phaseOf(tsMs, cycleMs);
  const hour = Math.floor(phase / hourMs);
  const here = phasesMs[hour] as number;
  const left = phase >= here ? hour : (hour - 1 + count) % count;
  const right = (left + 1) % count;
  const from = phasesMs[left] as number;
  const width = ((phasesMs[right] as number) - from + cycleMs) % cycleMs;
  const share = width === 0 ? 0 : ((phase - from + cycleMs) % cycleMs) / width;
  return (offsets[left] as number) + ((offsets[right] as number) - (offsets[left] as number)) * share;
}

/**
 * The daily pattern or, where two weeks show that days differ beyond it, the weekly one; `null` for neither.
 */
export function seasonOf(values: ArrayLike<number>, tsMs: ArrayLike<number>): CyclePattern | null {
  const day = cyclePattern(values, tsMs, dayMs);
  const rest = Float64Array.from(values, (value, index) =>
    day === null ? value : value - patternAt(day, elementAt(tsMs, index)),
  );
  if (cyclePattern(rest, tsMs, weekMs) === null) return day;
  return cyclePattern(values, tsMs, weekMs) ?? day;
}

/** 0-based hour of the day (UTC). */
export function hourOfDay(tsMs: number): number {
  return Math.floor(phaseOf(tsMs, dayMs) / hourMs);
}

import type { WindowSpan } from './types';

/** How many of the last points a delta is about while no change is under way. */
const recentSize = 8;

/** The last 8 points in a ring: what a chart calls the present while nothing is going on. */
export type RecentPoints = {
  values: number[];
  timesMs: number[];
  /** Where the next point goes; the oldest one is there once the ring is full. */
  next: number;
};

export function noRecentPoints(): RecentPoints {
  return { values: [], timesMs: [], next: 0 };
}

/** Takes a finite value in and forgets the one before the last 8. Cost O(1). */
export function addRecent(recent: RecentPoints, value: number, tsMs: number): void {
  recent.values[recent.next] = value;
  recent.timesMs[recent.next] = tsMs;
  recent.next = recent.next + 1 === recentSize ? 0 : recent.next + 1;
}

/**
 * Mean of the last 8 points, oldest first. Shares of the count are added where the plain sum overflows, and the result
 * lies between the smallest and the largest, so that a constant is its own mean to the last digit.
 */
export function recentMean({ values, next }: RecentPoints): number {
  const count = values.length;
  if (count === 0) return 0;
  const oldest = count < recentSize ? 0 : next;
  let sum = 0;
  let smallest = values[0] ?? 0;
  let largest = smallest;
  for (let step = 0, index = oldest; step < count; step += 1) {
    const value = values[index] ?? 0;
    sum += value;
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
    index = index + 1 === recentSize ? 0 : index + 1;
  }
  const quotient = Number.isFinite(sum) ? sum / count : sumOfShares(values, oldest);
  // Adding 0 turns a negative zero, which JSON cannot carry, into the ordinary one.
  return Math.min(Math.max(quotient, smallest), largest) + 0;
}

/** Cannot overflow, since the shares together weigh no more than the largest of the values. */
function sumOfShares(values: readonly number[], oldest: number): number {
  let total = 0;
  for (let step = 0; step < values.length; step += 1) {
    total += (values[(oldest + step) % values.length] ?? 0) / values.length;
  }
  return total;
}

/** The stretch of the last 8 points; `null` before the first. */
export function recentSpan(recent: RecentPoints): WindowSpan | null {
  const { timesMs, next } = recent;
  const count = timesMs.length;
  const fromMs = timesMs[count < recentSize ? 0 : next];
  const toMs = timesMs[(next + recentSize - 1) % recentSize];
  if (fromMs === undefined || toMs === undefined) return null;
  return { fromMs, toMs, mean: recentMean(recent), sampleCount: count };
}

import { mean } from '../stats/mean';
import { median } from '../stats/median';
import type { WindowSpan } from './types';

/** How many of the last points a delta is about while no change is under way. */
const recentSize = 8;

/** The last 8 points in a ring: what a chart shows as the present while no change is under way. */
export type RecentPoints = {
  values: number[];
  timesMs: number[];
  /** Where the next point goes; the oldest one is there once the ring is full. */
  next: number;
};

export function createRecentPoints(): RecentPoints {
  return { values: [], timesMs: [], next: 0 };
}

/** Adds a finite value; the oldest of the last 8 is dropped. Cost O(1). */
export function addRecent(recent: RecentPoints, value: number, tsMs: number): void {
  const { values, timesMs, next } = recent;
  if (values.length < recentSize) {
    values.push(value);
    timesMs.push(tsMs);
  } else {
    values[next] = value;
    timesMs[next] = tsMs;
  }
  recent.next = (next + 1) % recentSize;
}

/**
 * Mean of the last 8 points, computed from distances to one of them: exact for a constant. 0 before the
 * first.
 */
export function recentMean({ values }: RecentPoints): number {
  const count = values.length;
  const first = values[0] ?? 0;
  let distance = 0;
  for (let index = 1; index < count; index += 1) distance += (values[index] as number) - first;
  if (Math.abs(distance) <= Number.MAX_VALUE) return count === 0 ? 0 : first + distance / count;
  return mean(values);
}

/**
 * Median of the newest `count` of the last 8 points: the level after a change, whatever one or two of them
 * are.
 */
export function recentMedian({ values, next }: RecentPoints, count: number): number {
  const size = values.length;
  const newest: number[] = [];
  for (let back = 1; back <= Math.min(count, size); back += 1)
    newest.push(values[(next - back + size) % size] as number);
  return newest.length === 0 ? 0 : median(newest);
}

/** The span of the last 8 points; `null` before the first. */
export function recentSpan(recent: RecentPoints): WindowSpan | null {
  const { timesMs, next } = recent;
  const count = timesMs.length;
  const fromMs = timesMs[count < recentSize ? 0 : next];
  const toMs = timesMs[(next + recentSize - 1) % recentSize];
  if (fromMs === undefined || toMs === undefined) return null;
  return { fromMs, toMs, mean: recentMean(recent), sampleCount: count };
}

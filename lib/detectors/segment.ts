import { nextMean } from '../stats/mean';
import { type RecentPoints, recentSpan } from './recent-points';
import type { WindowSpan } from './types';

/** The points of a change under way, from the first one until now. Empty with a `sampleCount` of 0. */
export type Segment = {
  fromMs: number;
  mean: number;
  sampleCount: number;
};

export function createSegment(): Segment {
  return { fromMs: 0, mean: 0, sampleCount: 0 };
}

/** Adds a finite value; the first one begins the segment. Cost O(1). */
export function extendSegment(stretch: Segment, value: number, tsMs: number): void {
  const count = stretch.sampleCount + 1;
  if (count === 1) stretch.fromMs = tsMs;
  stretch.sampleCount = count;
  stretch.mean = nextMean(stretch.mean, value, count);
}

/** What a chart shows as the present: the change under way since its onset, otherwise the last few points. */
export function segmentSpan(changing: Segment | null, recent: RecentPoints): WindowSpan | null {
  const span = recentSpan(recent);
  if (span === null || changing === null) return span;
  const { fromMs, mean, sampleCount } = changing;
  return { fromMs, toMs: span.toMs, mean, sampleCount };
}

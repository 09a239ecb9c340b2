import type { SeriesRow } from '../db/sql/ensure-series';
import type { SeriesChange } from '../db/sql/points';
import { assignArrivalTimes } from '../policy/assign-arrival-times';
import { type AcceptedPoint, classifyPoints, type IncomingPoint } from '../policy/classify-points';
import { isTailDue } from '../policy/series-tail';
import type { PointGroup } from './group-request';
import type { QueuedRequest } from './ingest-request';

/** A new or replaced point, with the request of the flush that brought it. */
export interface StoredPoint extends AcceptedPoint {
  request: number;
  receivedMs: number;
}

/** How the points of one request fared in one series. */
export interface GroupCounts {
  accepted: number;
  duplicate: number;
  late: number;
  replaced: number;
  conflicts: { index: number; kept: number }[];
}

/** Gives every point a time: its own, or that of its arrival. */
function withTimes(group: PointGroup, nowMs: number, lastMs: number | null): IncomingPoint[] {
  const { points, indexes } = group;
  const missing = points.reduce((count, point) => count + (point.ts === undefined ? 1 : 0), 0);
  let arrivals: number[] = [];
  if (missing > 0) {
    const named = new Set(points.flatMap((point) => point.ts ?? []));
    arrivals = assignArrivalTimes(missing, nowMs, lastMs, named);
  }
  let next = 0;
  return points.map(({ ts, value }, at) => ({
    index: indexes[at] as number,
    value,
    tsMs: ts ?? (arrivals[next++] as number),
  }));
}

/**
 * What one flush brings to one locked series. Its requests are taken one after the other, so that what is late, a
 * duplicate or a conflict does not depend on which requests happen to share a commit.
 */
export class SeriesIntake {
  readonly series: SeriesRow;
  /** New points, request by request; within one, oldest first. */
  readonly accepted: StoredPoint[] = [];
  readonly replaced: StoredPoint[] = [];
  #duplicates = 0;
  #conflicts = 0;
  #late = 0;
  /** Newest evaluated point, stored or of this flush. */
  #lastMs: number | null;
  /** Stored values at times that the flush names again. */
  readonly stored = new Map<number, number>();
  /** How many of the accepted points are among the stored values by now. */
  #indexed = 0;

  constructor(series: SeriesRow) {
    this.series = series;
    this.#lastMs = series.lastTs?.getTime() ?? null;
  }

  /** Times of the group that may be stored already. */
  doubtfulTimes(group: PointGroup): number[] {
    const last = this.series.lastTs?.getTime();
    if (last === undefined) return [];
    return group.points.flatMap(({ ts }) => (ts !== undefined && ts <= last ? [ts] : []));
  }

  take(group: PointGroup, request: QueuedRequest, requestNumber: number): GroupCounts {
    const receivedMs = request.receivedAt.getTime();
    const classified = classifyPoints(
      withTimes(group, receivedMs, this.#lastMs),
      this.#valueAt,
      this.#lastMs,
      request.onConflict,
    );
    let late = 0;
    for (const { index, tsMs, value, late: isLate } of classified.accepted) {
      this.accepted.push({ index, tsMs, value, late: isLate, request: requestNumber, receivedMs });
      if (isLate) late += 1;
      else this.#lastMs = tsMs;
    }
    for (const { index, tsMs, value } of classified.replaced) {
      this.replaced.push({ index, tsMs, value, late: false, request: requestNumber, receivedMs });
      this.stored.set(tsMs, value);
    }
    this.#duplicates += classified.duplicates.length;
    this.#conflicts += classified.conflicts.length;
    this.#late += late;
    return {
      accepted: classified.accepted.length,
      duplicate: classified.duplicates.length,
      late,
      replaced: classified.replaced.length,
      conflicts: classified.conflicts.map(({ index, kept }) => ({ index, kept })),
    };
  }

  /** What the row of the series takes in; null when nothing changes. */
  change(): SeriesChange | null {
    if (this.accepted.length + this.replaced.length + this.#duplicates + this.#conflicts === 0) return null;
    let first = Number.POSITIVE_INFINITY;
    let last: SeriesChange['last'] = null;
    for (const { tsMs, value, late } of this.accepted) {
      first = Math.min(first, tsMs);
      if (!late) last = { tsMs, value };
    }
    const replacedLast = this.replaced.find(({ tsMs }) => tsMs === this.#lastMs);
    return {
      id: this.series.id,
      accepted: this.accepted.length,
      late: this.#late,
      duplicates: this.#duplicates,
      conflicts: this.#conflicts,
      firstMs: Number.isFinite(first) ? first : null,
      last: last ?? replacedLast ?? null,
      rolledMs: this.rollsTail ? this.#lastMs : null,
    };
  }

  /** Whether the tail is rolled up: in its turn, and before the buckets of replaced values are made anew. */
  get rollsTail(): boolean {
    return this.replaced.length > 0 || isTailDue(this.series, this.accepted.length);
  }

  /** New points that are not in the tail, since the rollups are further on. */
  beforeTail(): StoredPoint[] {
    const { rolledTs } = this.series;
    if (rolledTs === null || this.#late === 0) return [];
    return this.accepted.filter(({ tsMs }) => tsMs <= rolledTs.getTime());
  }

  /** Whether the version of the row moves: whenever its newest point does, see `updateSeries`. */
  get movesStates(): boolean {
    return this.change()?.last != null;
  }

  /** Takes the points that this flush has accepted so far among the known ones; only a time that comes again asks. */
  #valueAt = (tsMs: number): number | undefined => {
    for (; this.#indexed < this.accepted.length; this.#indexed += 1) {
      const point = this.accepted[this.#indexed] as StoredPoint;
      this.stored.set(point.tsMs, point.value);
    }
    return this.stored.get(tsMs);
  };
}

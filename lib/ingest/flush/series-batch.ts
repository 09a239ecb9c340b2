import type { SeriesRow } from '../../db/sql/ensure-series';
import type { SeriesChange } from '../../db/sql/points';
import { assignArrivalTimes } from '../../policy/assign-arrival-times';
import { type AcceptedPoint, classifyPoints, type IncomingPoint } from '../../policy/classify-points';
import { isTailDue } from '../../policy/series-tail';
import type { PointGroup } from '../group-request';
import type { QueuedRequest } from '../ingest-request';

/** From so many points on a flush rolls up what it has in memory: a few rows then take in many points. */
const rolledAtOnce = 32;

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
 * What one flush brings to one locked series. Its requests are taken one after the other, so that what is
 * late, a duplicate or a conflict does not depend on which requests happen to share a commit.
 */
export class SeriesBatch {
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
  #stored: Map<number, number> | null = null;
  /** How many of the accepted points are among the stored values by now. */
  #indexed = 0;

  constructor(series: SeriesRow) {
    this.series = series;
    this.#lastMs = series.lastTs?.getTime() ?? null;
  }

  /** Times of the group that may be stored already. */
  timesToLookUp(group: PointGroup): number[] {
    const last = this.series.lastTs?.getTime();
    if (last === undefined) return [];
    return group.points.flatMap(({ ts }) => (ts !== undefined && ts <= last ? [ts] : []));
  }

  /** Tells of a value that is stored already, at one of the doubtful times. */
  addStored(tsMs: number, value: number) {
    this.#stored ??= new Map();
    this.#stored.set(tsMs, value);
  }

  addGroup(group: PointGroup, request: QueuedRequest, requestNumber: number): GroupCounts {
    return this.#takeAllNew(group, request, requestNumber) ?? this.#classify(group, request, requestNumber);
  }

  /**
   * Takes the points of the usual request, each newer than the one before it and than all there is; else does
   * nothing.
   */
  #takeAllNew(group: PointGroup, request: QueuedRequest, requestNumber: number): GroupCounts | null {
    const { points, indexes } = group;
    let last = this.#lastMs ?? Number.NEGATIVE_INFINITY;
    for (const { ts } of points) {
      if (ts === undefined || ts <= last) return null;
      last = ts;
    }
    const receivedMs = request.receivedAt.getTime();
    for (let at = 0; at < points.length; at += 1) {
      const { ts, value } = points[at] as { ts: number; value: number };
      const index = indexes[at] as number;
      this.accepted.push({ index, tsMs: ts, value, late: false, request: requestNumber, receivedMs });
    }
    this.#lastMs = last;
    return { accepted: points.length, duplicate: 0, late: 0, replaced: 0, conflicts: [] };
  }

  #classify(group: PointGroup, request: QueuedRequest, requestNumber: number): GroupCounts {
    const receivedMs = request.receivedAt.getTime();
    const classified = classifyPoints(
      withTimes(group, receivedMs, this.#lastMs),
      (tsMs) => this.#valueAt(tsMs),
      this.#lastMs,
      request.onConflict,
    );
    let late = 0;
    for (const point of classified.accepted) {
      this.accepted.push({ ...point, request: requestNumber, receivedMs });
      if (point.late) late += 1;
      else this.#lastMs = point.tsMs;
    }
    for (const point of classified.replaced) {
      this.replaced.push({ ...point, late: false, request: requestNumber, receivedMs });
      this.addStored(point.tsMs, point.value);
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
      rolledMs: this.rollsTail || this.rollsAtOnce ? this.#lastMs : null,
    };
  }

  /** Whether the tail is rolled up: in its turn, and before the buckets of replaced values are made anew. */
  get rollsTail(): boolean {
    return this.replaced.length > 0 || (!this.rollsAtOnce && isTailDue(this.series, this.accepted.length));
  }

  /** Whether the new points are so many, and all there is to roll up, that they never become a tail. */
  get rollsAtOnce(): boolean {
    const { lastTs, rolledUpTo } = this.series;
    const hasTail = lastTs?.getTime() !== rolledUpTo?.getTime();
    return !hasTail && this.accepted.length >= rolledAtOnce && this.replaced.length === 0;
  }

  /** New points that are not in the tail: the rollups are further on, or take them in with this flush. */
  beforeTail(): StoredPoint[] {
    if (this.rollsAtOnce) return this.accepted;
    const { rolledUpTo } = this.series;
    if (rolledUpTo === null || this.#late === 0) return [];
    return this.accepted.filter(({ tsMs }) => tsMs <= rolledUpTo.getTime());
  }

  /** The row as it is once `change` is written. */
  rowAfter(): SeriesRow {
    const change = this.change();
    if (change === null) return this.series;
    const { lastTs, pointCount, rolledUpTo, version } = this.series;
    // Not a spread; see scripts/serve/send-answer.ts.
    return Object.assign({}, this.series, {
      lastTs: change.last ? new Date(change.last.tsMs) : lastTs,
      pointCount: pointCount + change.accepted,
      rolledUpTo: change.rolledMs === null ? rolledUpTo : new Date(change.rolledMs),
      version: version + 1,
    });
  }

  /**
   * Takes the points that this flush has accepted so far among the known ones; only a time that comes again
   * asks.
   */
  #valueAt(tsMs: number): number | undefined {
    for (; this.#indexed < this.accepted.length; this.#indexed += 1) {
      const point = this.accepted[this.#indexed] as StoredPoint;
      this.addStored(point.tsMs, point.value);
    }
    return this.#stored?.get(tsMs);
  }
}

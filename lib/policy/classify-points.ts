import type { OnConflict } from '../schemas/ingest';

export interface IncomingPoint {
  /** 0-based position in the request. */
  index: number;
  tsMs: number;
  value: number;
}

export interface AcceptedPoint extends IncomingPoint {
  /** True if older than the newest evaluated point: stored, but not shown to live methods. */
  late: boolean;
}

export interface ClassifiedPoints {
  /** Oldest first. */
  accepted: AcceptedPoint[];
  /** The same point again, which is harmless. */
  duplicates: IncomingPoint[];
  /** Another value for an event time that already has one; the first value stays. */
  conflicts: (IncomingPoint & { kept: number })[];
  /**
   * Another value for a stored event time, which it replaces. For each time, only the last value of the
   * request is listed.
   */
  replaced: IncomingPoint[];
}

/**
 * Sorts the points of one series into new, known and contradicting ones. `storedAt` returns the stored value
 * at a time; `evaluatedMs` is the time of the newest evaluated point. Within a request the first point of a
 * time wins, or the last under `replace`.
 */
export function classifyPoints(
  points: IncomingPoint[],
  storedAt: (tsMs: number) => number | undefined,
  evaluatedMs: number | null,
  onConflict: OnConflict = 'keep',
): ClassifiedPoints {
  const result: ClassifiedPoints = { accepted: [], duplicates: [], conflicts: [], replaced: [] };
  const fresh = new Map<number, AcceptedPoint>();
  const replaced = new Map<number, IncomingPoint>();
  for (const point of points) {
    const { tsMs, value } = point;
    const own = fresh.get(tsMs);
    const kept = own?.value ?? replaced.get(tsMs)?.value ?? storedAt(tsMs);
    if (kept === undefined) {
      fresh.set(tsMs, { ...point, late: evaluatedMs !== null && tsMs < evaluatedMs });
    } else if (kept === value) {
      result.duplicates.push(point);
    } else if (onConflict === 'keep') {
      result.conflicts.push({ ...point, kept });
    } else if (own) {
      // The earlier value has not been seen by anyone, so it counts as a duplicate.
      result.duplicates.push({ ...point, value: own.value });
      own.value = value;
    } else {
      if (replaced.has(tsMs)) result.duplicates.push(point);
      replaced.set(tsMs, point);
    }
  }
  result.accepted = [...fresh.values()].sort((a, b) => a.tsMs - b.tsMs);
  result.replaced = [...replaced.values()];
  return result;
}

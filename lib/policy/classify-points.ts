import type { OnConflict } from '../schemas/ingest';

export interface IncomingPoint {
  /** 0-based position in the request. */
  index: number;
  tsMs: number;
  value: number;
}

export interface AcceptedPoint extends IncomingPoint {
  /** Older than the newest evaluated point: stored, but not shown to live methods. */
  late: boolean;
}

export interface ClassifiedPoints {
  /** Oldest first. */
  accepted: AcceptedPoint[];
  /** The same point again: harmless. */
  duplicates: IncomingPoint[];
  /** Another value for a time that has one; the first stays. */
  conflicts: (IncomingPoint & { kept: number })[];
  /** Another value for a stored time, which takes its place; the last one of the request for each time. */
  replaced: IncomingPoint[];
}

/**
 * Sorts the points of one series into new, known and contradicting. `storedAt` answers the stored value at a
 * time; `evaluatedMs` is the time of the newest evaluated point. Within a request the first point of a time wins,
 * under `replace` the last.
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
      // Nobody has seen the earlier value: it counts as the duplicate of a time.
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

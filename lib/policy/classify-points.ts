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
}

/**
 * Sorts the points of one series into new, known and contradicting. `stored` holds the stored values at the times in
 * question; `evaluatedMs` is the time of the newest evaluated point. Within a request the first point of a time wins.
 */
export function classifyPoints(
  points: IncomingPoint[],
  stored: ReadonlyMap<number, number>,
  evaluatedMs: number | null,
): ClassifiedPoints {
  const known = new Map(stored);
  const result: ClassifiedPoints = { accepted: [], duplicates: [], conflicts: [] };
  for (const point of points) {
    const kept = known.get(point.tsMs);
    if (kept === undefined) {
      known.set(point.tsMs, point.value);
      result.accepted.push({ ...point, late: evaluatedMs !== null && point.tsMs < evaluatedMs });
    } else if (kept === point.value) {
      result.duplicates.push(point);
    } else {
      result.conflicts.push({ ...point, kept });
    }
  }
  result.accepted.sort((a, b) => a.tsMs - b.tsMs);
  return result;
}

/** A time range with an exclusive end. */
export interface Stretch {
  fromMs: number;
  toMs: number;
}

/** Number of usual intervals compared on each side of the onset. */
const sideIntervals = 200;
const [leastMs, mostMs] = [3_600_000, 60 * 86_400_000];

/**
 * Returns the ranges to compare around an onset: equally long before and after it, as far as the incident or
 * the present reaches. The newest point is included, so the end is after it.
 *
 * @param endMs end of the incident, or the time of the newest point
 */
export function incidentWindows(
  onsetMs: number,
  endMs: number,
  intervalMs: number | null,
): { before: Stretch; after: Stretch } {
  const sideMs = Math.min(mostMs, Math.max(leastMs, sideIntervals * (intervalMs ?? 0)));
  return {
    before: { fromMs: onsetMs - sideMs, toMs: onsetMs },
    after: { fromMs: onsetMs, toMs: Math.min(onsetMs + sideMs, Math.max(endMs, onsetMs) + 1) },
  };
}

interface Moved {
  labels: Record<string, string>;
  effect: number | null;
}

/** Changes of fewer standard deviations do not count as the same change. */
const sameChange = 3;

/**
 * Counts, for each value of each label, the series that changed in the same way: values with the largest
 * share first, then those of most series. A label that all series share, or that differs for each series,
 * says nothing about the place.
 */
export function countByLabel(siblings: readonly Moved[], effect: number | null) {
  const groups = new Map<string, { name: string; value: string; total: number; moved: number }>();
  for (const one of siblings) {
    const hasMoved =
      effect !== null &&
      one.effect !== null &&
      Math.abs(one.effect) >= sameChange &&
      one.effect > 0 === effect > 0;
    for (const [name, value] of Object.entries(one.labels)) {
      const key = JSON.stringify([name, value]);
      const group = groups.get(key) ?? { name, value, total: 0, moved: 0 };
      groups.set(key, { ...group, total: group.total + 1, moved: group.moved + (hasMoved ? 1 : 0) });
    }
  }
  return [...groups.values()]
    .filter(({ total }) => total > 1 && total < siblings.length)
    .sort(
      (a, b) => b.moved / b.total - a.moved / a.total || b.total - a.total || (a.value < b.value ? -1 : 1),
    );
}

/** How often each distinct value occurs, in the order of first occurrence. Cost O(n). */
export function valueCounts(values: ArrayLike<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

/** How often the most frequent value occurs; 0 for an empty list. */
export function maxCount(counts: ReadonlyMap<number, number>): number {
  let most = 0;
  for (const count of counts.values()) most = Math.max(most, count);
  return most;
}

/** A value that makes up more of a series than this is frequent. */
const frequentShare = 0.2;

/** Whether one value is as frequent as in a 0/1 series. Cost O(n). */
export function hasFrequentValue(values: ArrayLike<number>): boolean {
  return maxCount(valueCounts(values)) > frequentShare * values.length;
}

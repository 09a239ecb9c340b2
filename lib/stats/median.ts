/**
 * The middle of a list: for an odd count the middle value, for an even count the mean of the two in the
 * middle, computed from halves so that huge values do not overflow. 0 for an empty list. The list is not
 * changed. Cost O(n log n).
 */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const upper = sorted.length >> 1;
  const high = sorted[upper] ?? 0;
  if (sorted.length % 2 === 1) return high;
  return (sorted[upper - 1] ?? 0) / 2 + high / 2;
}

/** Turns the median absolute deviation of normal noise into its standard deviation. */
export const normalConsistency = 1.4826;

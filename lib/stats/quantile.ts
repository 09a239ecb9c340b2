/**
 * The quantile of values in ascending order by linear interpolation between the two nearest (type 7 of Hyndman and Fan, the
 * default of NumPy and R). `probability` 0 is the smallest, 1 the largest value; the list must not be empty. O(1).
 */
export function orderedQuantile(ordered: readonly number[], probability: number): number {
  const place = probability * (ordered.length - 1);
  const lower = Math.floor(place);
  const low = ordered[lower] as number;
  const high = ordered[Math.min(lower + 1, ordered.length - 1)] as number;
  const share = place - lower;
  // From the nearer end, so that a half-way point rounds the same from both sides.
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
}

/** The edges between `binCount` bins of equal share, without repetitions: fewer where values tie. */
export function quantileEdges(ordered: readonly number[], binCount: number): number[] {
  const edges: number[] = [];
  for (let bin = 1; bin < binCount; bin += 1) {
    const edge = orderedQuantile(ordered, bin / binCount);
    if (edge !== edges.at(-1)) edges.push(edge);
  }
  return edges;
}

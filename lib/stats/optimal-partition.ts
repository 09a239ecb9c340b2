import type { SegmentCost } from './segment-cost';

/** What `optimalPartition` is asked for. */
export interface PartitionTask {
  /** Number of points. */
  count: number;
  cost: SegmentCost;
  /** What every change has to save, in the unit of the cost; above 0. */
  penalty: number;
  /** Fewest points of a segment, at least 1. */
  minLength: number;
  /**
   * Whether splitting a segment never costs more than the segment did, without the penalty: true for plain
   * sums of squares. Then starts that can no longer win are dropped (PELT); otherwise all are considered. The
   * result is the same.
   */
  prunes: boolean;
}

/**
 * The cheapest way to cut a series into segments: the smallest sum of segment costs and one penalty per
 * change, exactly, by dynamic programming over the end of the last segment.
 *
 * @returns the 0-based positions where segments after the first begin, ascending; empty if no change pays, or
 *   if the series is shorter than two segments. Of equally cheap cuts the one with the earliest last change.
 *
 * Cost: O(n^2) evaluations at most; with pruning O(n) where changes are spread over the series. Memory O(n).
 * Pruning with a minimum length: a start beaten at `t` may still win until a segment that begins at `t` can
 * exist, so it is dropped `minLength` points later; dropping it at once, as is often done, is not exact.
 * References: Jackson et al., "An algorithm for optimal partitioning of data on an interval", IEEE Signal
 * Processing Letters 12 (2005); Killick, Fearnhead, Eckley, "Optimal detection of changepoints with a linear
 * computational cost", JASA 107 (2012).
 */
export function optimalPartition({ count, cost, penalty, minLength, prunes }: PartitionTask): number[] {
  const cheapest = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY);
  cheapest[0] = -penalty;
  const lastStart = new Int32Array(count + 1);
  const dropAt = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY);
  const totals = new Float64Array(count + 1);
  const starts: number[] = [];
  for (let end = minLength; end <= count; end += 1) {
    const entering = end - minLength;
    if (cheapest[entering] !== Number.POSITIVE_INFINITY) starts.push(entering);
    let best = Number.POSITIVE_INFINITY;
    let bestStart = 0;
    for (let at = 0; at < starts.length; at += 1) {
      const start = starts[at] as number;
      const total = (cheapest[start] as number) + cost(start, end);
      totals[start] = total;
      if (total + penalty < best) {
        best = total + penalty;
        bestStart = start;
      }
    }
    cheapest[end] = best;
    lastStart[end] = bestStart;
    if (!prunes) continue;
    let kept = 0;
    for (let at = 0; at < starts.length; at += 1) {
      const start = starts[at] as number;
      if ((totals[start] as number) > best)
        dropAt[start] = Math.min(dropAt[start] as number, end + minLength);
      if ((dropAt[start] as number) > end + 1) {
        starts[kept] = start;
        kept += 1;
      }
    }
    starts.length = kept;
  }
  const changes: number[] = [];
  for (let end = count; end > 0; end = lastStart[end] ?? 0) changes.push(lastStart[end] ?? 0);
  return changes.reverse().slice(1);
}

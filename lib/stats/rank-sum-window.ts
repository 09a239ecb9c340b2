import { countBelow, countUpTo } from './ordered-values';

/**
 * Mann and Whitney's U of a fixed reference and a window whose values are added and removed: in how many of
 * the m n pairs the window's value is the larger one; equal ones count half.
 *
 * One more or one fewer value changes U by the number of reference values below it, and the sum of t^3 - t
 * over groups of t equal values (needed for the variance under ties) by the size of its own group; both are
 * found by binary search. U is kept doubled, so every number is whole and U is exactly the same whatever the
 * order of additions and removals.
 *
 * Cost O(log m + log n). State: 3 numbers beside the two ordered lists. References: Mann and Whitney, "On a
 * test of whether one of two random variables is stochastically larger than the other", Annals of
 * Mathematical Statistics 18 (1947).
 */
export type RankSumWindow = { doubledU: number; tieSum: number; count: number };

export function createRankSumWindow(reference: readonly number[]): RankSumWindow {
  return { doubledU: 0, tieSum: tieSumOf(reference), count: 0 };
}

/** Sum of t^3 - t over the groups of equal values. */
export function tieSumOf(ordered: readonly number[]): number {
  let sum = 0;
  for (let from = 0; from < ordered.length; ) {
    const size = countUpTo(ordered, ordered[from] as number) - from;
    sum += size ** 3 - size;
    from += size;
  }
  return sum;
}

/** Adds (1) or removes (-1) one value. `window` is the ordered window without that value. */
export function changeRankSumWindow(
  sums: RankSumWindow,
  reference: readonly number[],
  window: readonly number[],
  value: number,
  change: 1 | -1,
): void {
  const below = countBelow(reference, value);
  const upTo = countUpTo(reference, value);
  const others = upTo - below + countUpTo(window, value) - countBelow(window, value);
  sums.doubledU += change * (below + upTo);
  // (t + 1)^3 - (t + 1) minus t^3 - t.
  sums.tieSum += change * 3 * others * (others + 1);
  sums.count += change;
}

/**
 * The sums of two whole samples in ascending order, in one walk, as for a window with the values of the
 * second. O(m + n).
 */
export function rankSums(reference: readonly number[], window: readonly number[]): RankSumWindow {
  const sums = { doubledU: 0, tieSum: 0, count: window.length };
  walkTies(reference, window, ({ below, own, others }) => {
    sums.doubledU += others * (2 * below + own);
    const size = own + others;
    sums.tieSum += size ** 3 - size;
  });
  return sums;
}

/** One value that occurs in either sample: how often in each, and how many of each lie below it. */
export interface TieGroup {
  below: number;
  own: number;
  othersBelow: number;
  others: number;
}

/**
 * Visits the distinct values of two samples, each in ascending order; the group is the same object each time.
 */
export function walkTies(
  first: readonly number[],
  second: readonly number[],
  visit: (group: TieGroup) => void,
): void {
  const group = { below: 0, own: 0, othersBelow: 0, others: 0 };
  let i = 0;
  let j = 0;
  while (i < first.length || j < second.length) {
    const value = Math.min(first[i] ?? Number.POSITIVE_INFINITY, second[j] ?? Number.POSITIVE_INFINITY);
    group.below = i;
    group.othersBelow = j;
    while (i < first.length && (first[i] as number) === value) i += 1;
    while (j < second.length && (second[j] as number) === value) j += 1;
    group.own = i - group.below;
    group.others = j - group.othersBelow;
    visit(group);
  }
}

/**
 * U of the window minus its mean without a change, in standard deviations: positive when the window lies
 * higher. Without continuity correction. 0 when all values are equal. Asymptotically standard normal for
 * independent values.
 */
export function rankSumScore({ doubledU, tieSum, count }: RankSumWindow, referenceCount: number): number {
  const pairs = referenceCount * count;
  const total = referenceCount + count;
  const variance = (pairs / 12) * (total + 1 - tieSum / (total * (total - 1)));
  return variance > 0 ? (doubledU - pairs) / 2 / Math.sqrt(variance) : 0;
}

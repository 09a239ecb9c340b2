/**
 * The statistic of STEPD: the test of equal proportions between the last few points and all points before
 * them.
 *
 * Shape. Values lie in [0, 1]. With the mean `recent` of the last `window` points and the mean `older` of all
 * before, `p` the mean of all, and `v = 1/older count + 1/window`: `z = (|recent - older| - v / 2) / sqrt(p
 * (1 - p) v)`, the usual z with continuity correction, in standard normal units. `proportionRises` says which
 * of the means is the larger. There is a z once both parts hold at least `window` points, and 0 before.
 *
 * The reference implementation does two things that its callers should not rely on: it tests the absolute
 * value of z, although a z below 0 (a difference smaller than the correction) is no evidence at all; and with
 * p = 0 or 1 it divides by 0, gets minus infinity, and so calls a constant stream a drift every 60 points.
 * Here z is returned with its sign, minus infinity for a constant stream, and golden tests take the absolute
 * value themselves.
 *
 * Cost O(1), one square root; state: `window` values and 5 numbers. References: Nishida and Yamauchi,
 * "Detecting concept drift using statistical testing", Discovery Science 2007. Checked against Frouros
 * (golden tests).
 */
export type StepdStatistic = {
  window: number;
  count: number;
  sum: number;
  recentSum: number;
  /** The last `window` values as a ring; the oldest lies at `next`. */
  recent: number[];
  next: number;
};

export function createStepdStatistic(window: number): StepdStatistic {
  return { window, count: 0, sum: 0, recentSum: 0, recent: new Array<number>(window).fill(0), next: 0 };
}

/** Returns to the empty state, in place. */
export function resetStepdStatistic(state: StepdStatistic): void {
  state.count = 0;
  state.sum = 0;
  state.recentSum = 0;
  state.next = 0;
  state.recent.fill(0);
}

/** Whether the last points have the larger mean. */
export function proportionRises({ count, sum, recentSum, window }: StepdStatistic): boolean {
  return recentSum * (count - window) > (sum - recentSum) * window;
}

/** Adds a value in [0, 1] and returns z; 0 before there are two windows of points. */
export function stepdStep(state: StepdStatistic, value: number): number {
  const { window, recent, next } = state;
  const count = state.count + 1;
  const sum = state.sum + value;
  const recentSum = state.recentSum + value - (recent[next] ?? 0);
  recent[next] = value;
  state.next = next + 1 === window ? 0 : next + 1;
  state.count = count;
  state.sum = sum;
  state.recentSum = recentSum;
  const olderCount = count - window;
  if (olderCount < window) return 0;
  const inverse = 1 / olderCount + 1 / window;
  const share = sum / count;
  const difference = Math.abs((sum - recentSum) / olderCount - recentSum / window);
  const corrected = difference - 0.5 * inverse;
  const variance = share * (1 - share) * inverse;
  return variance > 0 ? corrected / Math.sqrt(variance) : Number.NEGATIVE_INFINITY;
}

/**
 * Times for the points of one series that came without one: distinct, in order, one millisecond apart, newer than
 * everything the series has, and the last of them `nowMs` where that is possible. `taken` are the times that other
 * points of the request name themselves.
 */
export function assignArrivalTimes(
  count: number,
  nowMs: number,
  newestMs: number | null,
  taken: ReadonlySet<number>,
): number[] {
  const times: number[] = [];
  let next = Math.max(nowMs - count + 1, newestMs === null ? 0 : newestMs + 1);
  while (times.length < count) {
    if (!taken.has(next)) times.push(next);
    next++;
  }
  return times;
}

/**
 * Returns times for those points of one series that have none: distinct, ascending, one millisecond apart and
 * newer than everything in the series. The last one is `nowMs` if possible. `taken` holds the explicit times
 * of the other points of the request.
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

/** Index of the entry nearest to `ms`, -1 of none. `times` rises. */
export function nearestIndex(times: readonly number[], ms: number): number {
  return nearestBy(times, ms, (time) => time);
}

/** The same of rows with a time. */
export function nearestRowIndex(rows: readonly { ms: number }[], ms: number): number {
  return nearestBy(rows, ms, (row) => row.ms);
}

function nearestBy<Item>(items: readonly Item[], ms: number, timeOf: (item: Item) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(items[middle] as Item) < ms) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [items[low - 1], items[low]];
  if (before === undefined) return after === undefined ? -1 : low;
  if (after === undefined) return low - 1;
  return ms - timeOf(before) <= timeOf(after) - ms ? low - 1 : low;
}

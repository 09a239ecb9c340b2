/*
 * A list of numbers kept in ascending order, ties included. Searches cost O(log n); insertion and removal
 * move the tail by one place, which for windows of some thousand values is a copy of contiguous memory and no
 * sort.
 */

/** How many of the values lie below `value`: the index of the first that does not. */
export function countBelow(ordered: readonly number[], value: number): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ordered[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the values lie at or below `value`. */
export function countUpTo(ordered: readonly number[], value: number): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ordered[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function insertOrdered(ordered: number[], value: number): void {
  const at = countUpTo(ordered, value);
  ordered.push(value);
  for (let index = ordered.length - 1; index > at; index -= 1) ordered[index] = ordered[index - 1] as number;
  ordered[at] = value;
}

/** Removes one copy of `value`; it must be there. */
export function removeOrdered(ordered: number[], value: number): void {
  for (let index = countBelow(ordered, value) + 1; index < ordered.length; index += 1) {
    ordered[index - 1] = ordered[index] as number;
  }
  ordered.pop();
}

/** A copy in ascending order. */
export function inOrder(values: readonly number[]): number[] {
  return [...values].sort((left, right) => left - right);
}

/** Middle value, or the mean of the middle two; the list must not be empty. */
export function orderedMedian(ordered: readonly number[]): number {
  const half = ordered.length >>> 1;
  const upper = ordered[half] as number;
  return ordered.length % 2 === 1 ? upper : ((ordered[half - 1] as number) + upper) / 2;
}

/** The value of the list nearest to `value` if it is within `reach`; otherwise `value`. O(log n). */
export function snapToOrdered(ordered: readonly number[], value: number, reach: number): number {
  const at = countBelow(ordered, value);
  const above = ordered[at];
  const below = ordered[at - 1];
  const toAbove = above === undefined ? Number.POSITIVE_INFINITY : above - value;
  const toBelow = below === undefined ? Number.POSITIVE_INFINITY : value - below;
  if (Math.min(toAbove, toBelow) > reach) return value;
  return (toAbove <= toBelow ? above : below) as number;
}

/** Whether the middle half of the list is one value, so that its noise is unknown. O(1). */
export function isMostlyOne(ordered: readonly number[]): boolean {
  const quarter = ordered.length >> 2;
  return ordered.length > 0 && ordered[quarter] === ordered[ordered.length - 1 - quarter];
}

/** Whether one value in twenty of the list, or more, is the same: in noise none is. O(n). */
export function hasTies(ordered: readonly number[]): boolean {
  const reach = Math.max(1, Math.floor(ordered.length / 20));
  for (let index = reach; index < ordered.length; index += 1) {
    if (ordered[index] === ordered[index - reach]) return true;
  }
  return false;
}

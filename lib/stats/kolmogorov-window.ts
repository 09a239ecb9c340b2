/**
 * KSWIN's window: the newest values against a random sample of as many of those before them, by the two-sample
 * Kolmogorov-Smirnov test.
 *
 * Shape. The last `windowSize` values, of which the newest `statSize` are R. From the others `statSize` are drawn without
 * replacement, W, at every value anew. `rise` is the largest surplus, at any level, of values of W at or below it over
 * those of R, in values: it is large when R lies higher. `fall` is the same the other way round. The usual distance is the
 * larger of the two, divided by `statSize`; `equalSizesPValues` turns it into the exact two-sided p-value.
 *
 * Nothing is sorted per value: both parts are kept in order, a value moves from one to the other by a binary search, and
 * the sample is drawn while walking through the ordered older part, each value with the probability of still being needed
 * (selection sampling). The generator (mulberry32) is part of the state, so the same seed gives the same draws. With
 * `windowSize = 2 statSize` the sample is all older values and chance plays no part; that is how it is checked.
 *
 * Ties count on neither side of their level, as in SciPy. Constants: distance 0. Values may be of any finite size.
 * Cost O(windowSize) per value, mostly the draws. State: 3 `windowSize` numbers and 9 more.
 * References: Raab and others, "Reactive soft prototype computing for concept drift streams", Neurocomputing 416 (2020);
 * Knuth, "The art of computer programming" 3.4.2, algorithm S. Checked against River (golden tests).
 */
export type KolmogorovWindow = {
  windowSize: number;
  statSize: number;
  /** State of the generator, a 32-bit integer. */
  random: number;
  count: number;
  /** The last values and their times in arrival order, as rings; the next goes to `next`. */
  values: number[];
  timesMs: number[];
  next: number;
  /** The older and the newest values in ascending order. */
  older: number[];
  recent: number[];
  rise: number;
  fall: number;
};

export function startKolmogorovWindow(windowSize: number, statSize: number, seed: number): KolmogorovWindow {
  return {
    windowSize,
    statSize,
    random: seed | 0,
    count: 0,
    values: new Array<number>(windowSize).fill(0),
    timesMs: new Array<number>(windowSize).fill(0),
    next: 0,
    older: [],
    recent: [],
    rise: 0,
    fall: 0,
  };
}

/** Forgets the values, in place; the generator goes on. */
export function restartKolmogorovWindow(window: KolmogorovWindow): void {
  window.count = 0;
  window.next = 0;
  window.older.length = 0;
  window.recent.length = 0;
  window.rise = 0;
  window.fall = 0;
}

/** Index of the first element that is not below the value. */
function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Puts `added` into a sorted list in place of `removed`, which it holds, shifting only what lies between the two. */
function exchange(sorted: number[], removed: number, added: number): void {
  let index = lowerBound(sorted, removed);
  if (added >= removed) {
    const last = sorted.length - 1;
    while (index < last && (sorted[index + 1] ?? 0) < added) {
      sorted[index] = sorted[index + 1] ?? 0;
      index += 1;
    }
  } else {
    while (index > 0 && (sorted[index - 1] ?? 0) > added) {
      sorted[index] = sorted[index - 1] ?? 0;
      index -= 1;
    }
  }
  sorted[index] = added;
}

function insert(sorted: number[], value: number): void {
  sorted.splice(lowerBound(sorted, value), 0, value);
}

/** Draws W and walks it and R in step. */
function compare(window: KolmogorovWindow): void {
  const { older, recent, statSize } = window;
  let { random } = window;
  let needed = statSize;
  let left = older.length;
  let below = 0;
  let atOrBelow = 0;
  let drawn = 0;
  let rise = 0;
  let fall = 0;
  for (let index = 0; needed > 0; index += 1, left -= 1) {
    if (left > needed) {
      random = (random + 0x6d2b79f5) | 0;
      let mixed = Math.imul(random ^ (random >>> 15), 1 | random);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      const uniform = ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
      if (uniform * left >= needed) continue;
    }
    const value = older[index] ?? 0;
    while (below < statSize && (recent[below] ?? 0) < value) below += 1;
    if (below - drawn > fall) fall = below - drawn;
    if (atOrBelow < below) atOrBelow = below;
    while (atOrBelow < statSize && (recent[atOrBelow] ?? 0) <= value) atOrBelow += 1;
    drawn += 1;
    needed -= 1;
    if (drawn - atOrBelow > rise) rise = drawn - atOrBelow;
  }
  window.random = random;
  window.rise = rise;
  window.fall = fall;
}

/** Takes a value in; whether the window is full, so that `rise` and `fall` have been found anew. */
export function kolmogorovWindowStep(window: KolmogorovWindow, value: number, tsMs: number): boolean {
  const { windowSize, statSize, values, timesMs, next, older, recent, count } = window;
  // Adding 0 turns a negative zero, which JSON cannot carry, into the ordinary one.
  const added = value + 0;
  const leaving = values[next] ?? 0;
  const crossing = values[next >= statSize ? next - statSize : next - statSize + windowSize] ?? 0;
  values[next] = added;
  timesMs[next] = tsMs;
  window.next = next + 1 === windowSize ? 0 : next + 1;
  if (count < windowSize) window.count = count + 1;
  if (count < statSize) insert(recent, added);
  else {
    exchange(recent, crossing, added);
    if (count < windowSize) insert(older, crossing);
    else exchange(older, leaving, crossing);
  }
  if (window.count < windowSize) return false;
  compare(window);
  return true;
}

/** Time of the first of the newest `statSize` values. */
export function recentFromMs({ timesMs, next, statSize, windowSize }: KolmogorovWindow): number {
  return timesMs[next >= statSize ? next - statSize : next - statSize + windowSize] ?? 0;
}

/**
 * Exact two-sided p-values of the Kolmogorov-Smirnov test of two samples of `size` values each without ties, for distances
 * of 0, 1, ... `size` values, as -log10. `P(distance >= k) = 2 sum (-1)^(j+1) C(2n, n - jk) / C(2n, n)` over j = 1, 2, ...
 *
 * Cost O(size^2), so it is worked out once for a size. Reference: Gnedenko and Korolyuk (1951); Hodges, "The significance
 * probability of the Smirnov two-sample test", Arkiv för Matematik 3 (1958).
 */
export function equalSizesPValues(size: number): number[] {
  const logs = [0];
  for (let distance = 1; distance <= size; distance += 1) {
    let sum = 0;
    for (let shift = distance, sign = 1; shift <= size; shift += distance, sign = -sign) {
      let ratio = 1;
      for (let index = 1; index <= shift; index += 1) ratio *= (size - shift + index) / (size + index);
      sum += sign * ratio;
    }
    logs.push(Math.max(0, -Math.log10(Math.min(1, 2 * sum))));
  }
  return logs;
}

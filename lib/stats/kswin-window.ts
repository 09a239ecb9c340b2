import { countBelow } from './ordered-values';

/**
 * KSWIN's window: the newest values against a random sample of as many values before them, by the two-sample
 * Kolmogorov-Smirnov test.
 *
 * Shape. The last `windowSize` values, of which the newest `statSize` are R. From the others `statSize` are
 * drawn without replacement, W, again at every value. `rise` is the largest surplus, at any level, of values
 * of W at or below it over those of R, in values: it is large when R lies higher. `fall` is the same the
 * other way round. The usual distance is the larger of the two, divided by `statSize`; `equalSizesPValues`
 * turns it into the exact two-sided p-value. `difference` is the mean of R minus that of W, in the unit of
 * the values.
 *
 * Nothing is sorted per value: all values are kept in order together with their places in the ring, and one
 * walk over them adds up the weights of the places (1 in W, -1 in R, else 0). The generator (mulberry32) is
 * part of the state, so the same seed gives the same draws. With `windowSize = 2 statSize` the sample is all
 * older values and there is no randomness; the tests check that case.
 *
 * Ties count on neither side of their level, as in SciPy. Constants: distance 0. Values may be of any finite
 * size. Cost O(windowSize) per value. State: 4 `windowSize` numbers and 10 more. References: Raab and others,
 * "Reactive soft prototype computing for concept drift streams", Neurocomputing 416 (2020); Bentley and
 * Floyd, "A sample of brilliance", Communications of the ACM 30 (1987), for the draw. Checked against River
 * (golden tests).
 */
export type KswinWindow = {
  windowSize: number;
  statSize: number;
  /** State of the generator, a 32-bit integer. */
  random: number;
  count: number;
  /** The last values and their times in arrival order, as rings; the next one goes to `next`. */
  values: number[];
  timesMs: number[];
  next: number;
  /** The values in ascending order, and the place of each in the ring. */
  sorted: number[];
  places: number[];
  rise: number;
  fall: number;
  difference: number;
};

export function createKswinWindow(windowSize: number, statSize: number, seed: number): KswinWindow {
  return {
    windowSize,
    statSize,
    random: seed | 0,
    count: 0,
    values: new Array<number>(windowSize).fill(0),
    timesMs: new Array<number>(windowSize).fill(0),
    next: 0,
    sorted: [],
    places: [],
    rise: 0,
    fall: 0,
    difference: 0,
  };
}

/** Forgets the values, in place; the generator continues. */
export function resetKswinWindow(window: KswinWindow): void {
  window.count = 0;
  window.sorted.length = 0;
  window.places.length = 0;
  window.rise = 0;
  window.fall = 0;
}

/** Replaces the value at a place of the ring, shifting only what lies between the old and the new value. */
function exchange(window: KswinWindow, place: number, removed: number, added: number): void {
  const { sorted, places } = window;
  let index = countBelow(sorted, removed);
  while (places[index] !== place) index += 1;
  const last = sorted.length - 1;
  while (index < last && (sorted[index + 1] as number) < added) {
    sorted[index] = sorted[index + 1] as number;
    places[index] = places[index + 1] as number;
    index += 1;
  }
  while (index > 0 && (sorted[index - 1] as number) > added) {
    sorted[index] = sorted[index - 1] as number;
    places[index] = places[index - 1] as number;
    index -= 1;
  }
  sorted[index] = added;
  places[index] = place;
}

/** The weight of each place of the ring in the present comparison. Scratch space between comparisons. */
let weights = new Int8Array(256);

/** `index`, which is below twice the size, minus the size if it reaches that. */
function inRing(index: number, size: number): number {
  const beyond = index - size;
  return beyond + (size & (beyond >> 31));
}

/** Weights R with -1 and a fresh draw of older values with 1; every set is equally probable (Floyd). */
function draw({ windowSize, statSize, next, random }: KswinWindow): number {
  if (weights.length < windowSize) weights = new Int8Array(2 * windowSize);
  const marks = weights;
  marks.fill(0, 0, windowSize);
  marks.fill(-1, Math.max(0, next - statSize), next);
  if (next < statSize) marks.fill(-1, windowSize + next - statSize, windowSize);
  const size = windowSize - statSize;
  let state = random;
  // No branch of the loop depends on a draw: the processor cannot predict it, and a wrong guess costs more
  // than the sums.
  for (let last = size - statSize; last < size; last += 1) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    const chosen = Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) * 2 ** -32 * (last + 1));
    // The oldest value lies at `next`; older ones follow it round the ring.
    const place = inRing(next + chosen, windowSize);
    const other = inRing(next + last, windowSize);
    // If the place was drawn before (its weight is 1 and not 0), the other one is taken.
    marks[place + (other - place) * (marks[place] as number)] = 1;
  }
  return state;
}

/** Draws W and compares it with R. */
function compare(window: KswinWindow): void {
  window.random = draw(window);
  const { sorted, places, windowSize, statSize } = window;
  const marks = weights;
  const share = 1 / statSize;
  let surplus = 0;
  let rise = 0;
  let lowest = 0;
  let difference = 0;
  let value = sorted[0] as number;
  for (let index = 0; index < windowSize; index += 1) {
    const weight = marks[places[index] as number] as number;
    surplus += weight;
    difference -= value * share * weight;
    const before = value;
    // The last value is read twice, since reading past the end of an array is slow.
    value = sorted[index + 1 < windowSize ? index + 1 : index] as number;
    // Equal values are one level, complete with the last of them. At the very end the surplus is 0 again.
    if (value === before) continue;
    if (surplus > rise) rise = surplus;
    if (surplus < lowest) lowest = surplus;
  }
  window.rise = rise;
  window.fall = 0 - lowest;
  window.difference = difference + 0;
}

/** Adds a value; returns whether the window is full, so that it has been compared anew. */
export function kswinStep(window: KswinWindow, value: number, tsMs: number): boolean {
  const { windowSize, values, timesMs, next, count } = window;
  // Adding 0 turns a negative zero, which JSON cannot represent, into the ordinary one.
  const added = value + 0;
  if (count < windowSize) {
    const index = countBelow(window.sorted, added);
    window.sorted.splice(index, 0, added);
    window.places.splice(index, 0, next);
    window.count = count + 1;
  } else exchange(window, next, values[next] ?? 0, added);
  values[next] = added;
  timesMs[next] = tsMs;
  window.next = next + 1 === windowSize ? 0 : next + 1;
  if (window.count < windowSize) return false;
  compare(window);
  return true;
}

/** The values in arrival order, oldest first, once the window is full. */
export function inArrivalOrder({ values, next }: KswinWindow): number[] {
  return [...values.slice(next), ...values.slice(0, next)];
}

/** Time of the first of the newest `statSize` values. */
export function recentFromMs({ timesMs, next, statSize, windowSize }: KswinWindow): number {
  return timesMs[next >= statSize ? next - statSize : next - statSize + windowSize] ?? 0;
}

/**
 * Exact two-sided p-values of the Kolmogorov-Smirnov test of two samples of `size` values each without ties,
 * for distances of 0, 1, ... `size` values, as -log10. `P(distance >= k) = 2 sum (-1)^(j+1) C(2n, n - jk) /
 * C(2n, n)` over j = 1, 2, ...
 *
 * Cost O(size^2). References: Gnedenko and Korolyuk (1951); Hodges, "The significance probability of the
 * Smirnov two-sample test", Arkiv för Matematik 3 (1958).
 */
export function equalSizesPValues(size: number): number[] {
  return Array.from({ length: size + 1 }, (_, distance) => equalSizesPValue(size, distance));
}

/** The same for one distance, at most `size`. O(size). */
export function equalSizesPValue(size: number, distance: number): number {
  if (distance === 0) return 0;
  let sum = 0;
  for (let shift = distance, sign = 1; shift <= size; shift += distance, sign = -sign) {
    let ratio = 1;
    for (let index = 1; index <= shift; index += 1) ratio *= (size - shift + index) / (size + index);
    // Ratios only fall: once one is too small to change the sum, so are all after it.
    if (ratio < sum * negligible) break;
    sum += sign * ratio;
  }
  return Math.max(0, -Math.log10(Math.min(1, 2 * sum)));
}

/** A share of a double that leaves it unchanged when added or subtracted. */
const negligible = 2 ** -55;

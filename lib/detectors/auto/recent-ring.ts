/**
 * The last 640 values and their times. It grows as it fills, so a short series is small; times are kept as
 * runs of equal steps, so a regular series needs one number for all of them and an irregular one a number per
 * point.
 *
 * Values are rounded to a ten-thousandth of the noise where that is known: their uses (a new level, a split)
 * need no more, and their JSON is a third as long. Cost O(1) per point; reading a time costs the runs in
 * between.
 */
export type RecentRing = {
  values: number[];
  /** Place of the next value, once the ring is full. */
  next: number;
  lastMs: number;
  /** Steps from one point to the next, oldest first, and how many times in a row each occurred. */
  stepsMs: number[];
  stepCounts: number[];
  /** A power of ten: values are multiples of 1 / roundTo. 0 for no rounding. */
  roundTo: number;
};

export const ringSize = 640;
const digitsBelowSpread = 4;
/** Largest power of ten that a double holds exactly. */
const maxDigits = 22;

export function createRing(): RecentRing {
  return { values: [], next: 0, lastMs: 0, stepsMs: [], stepCounts: [], roundTo: 0 };
}

/** The multiple of 1 / roundTo nearest to the value. */
export function rounded(value: number, roundTo: number): number {
  const units = value * roundTo;
  // Beyond 2^53 there is nothing to round, and the product may overflow.
  return Math.abs(units) < 9e15 && roundTo > 0 ? Math.round(units) / roundTo + 0 : value;
}

function addStep({ stepsMs, stepCounts, values }: RecentRing, stepMs: number): void {
  const last = stepsMs.length - 1;
  if (last >= 0 && stepsMs[last] === stepMs) stepCounts[last] = (stepCounts[last] as number) + 1;
  else {
    stepsMs.push(stepMs);
    stepCounts.push(1);
  }
  if (values.length < ringSize) return;
  stepCounts[0] = (stepCounts[0] as number) - 1;
  if (stepCounts[0] > 0) return;
  stepCounts.shift();
  stepsMs.shift();
}

/** Adds a value; the oldest of 640 is dropped. */
export function addToRing(ring: RecentRing, value: number, tsMs: number): void {
  if (ring.values.length > 0) addStep(ring, tsMs - ring.lastMs);
  ring.lastMs = tsMs;
  const kept = rounded(value, ring.roundTo);
  if (ring.values.length < ringSize) {
    ring.values.push(kept);
    return;
  }
  ring.values[ring.next] = kept;
  ring.next = (ring.next + 1) % ringSize;
}

/** The value `back` points ago; 1 is the last one. At most as many as are kept. */
export function valueBack({ values, next }: RecentRing, back: number): number {
  const count = values.length;
  return values[(next - back + count) % count] as number;
}

/** Its time; for a point no longer kept, the time of the oldest that is. */
export function timeBack({ lastMs, stepsMs, stepCounts }: RecentRing, back: number): number {
  let tsMs = lastMs;
  let steps = back - 1;
  for (let index = stepsMs.length - 1; index >= 0 && steps > 0; index -= 1) {
    const taken = Math.min(steps, stepCounts[index] as number);
    tsMs -= taken * (stepsMs[index] as number);
    steps -= taken;
  }
  return tsMs;
}

/** Mean of the last `count` values; at least one is kept. */
export function meanBack(ring: RecentRing, count: number): number {
  let sum = 0;
  for (let back = 1; back <= count; back += 1) sum += valueBack(ring, back);
  return sum / count;
}

/**
 * Sets the rounding by the noise of the series. Within a factor of 100 the rounding stays, since a value that
 * is rounded differently than before no longer equals itself. So does noise that is lost in the present
 * rounding.
 */
export function roundBySpread(ring: RecentRing, spread: number): void {
  if (!(spread > 0) || (ring.roundTo > 0 && spread * ring.roundTo < 1)) return;
  const digits = Math.max(0, digitsBelowSpread - Math.floor(Math.log10(spread)));
  if (ring.roundTo > 0 && Math.abs(digits - Math.log10(ring.roundTo)) < 1.5) return;
  ring.roundTo = digits > maxDigits ? 0 : 10 ** digits;
}

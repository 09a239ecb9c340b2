/**
 * ADWIN's window: as many of the last values as have one mean, kept in buckets that grow exponentially.
 *
 * Shape. Row r of the histogram holds up to `maxBuckets` + 1 buckets of 2^r values each, oldest first. A
 * bucket has the sum of its values, the sum of squared deviations and the time of its first value. A full row
 * merges its two oldest buckets into one bucket of the next row. So a window of n values takes `maxBuckets *
 * log2(n / maxBuckets)` buckets.
 *
 * Evidence. Every `clock` values, each boundary between buckets is a candidate cut into n0 older and n1 newer
 * values. The paper's bound is `sqrt(2 m v d) + 2/3 d m` with `m = 1/(n0 - minWindow + 1) + 1/(n1 - minWindow
 * + 1)`, `v` the variance of the window and `d = ln(2 ln(n) / delta)`. Here it is solved for `delta`: the
 * evidence of a cut is `-log10` of the smallest delta at which the difference of the two means still exceeds
 * the bound, and at least 0. A cut at `threshold` has the paper's `delta = 10^-threshold`. `rise` and `fall`
 * are the largest evidence for newer values being larger, or smaller. They do not depend on the threshold
 * until something is dropped.
 *
 * Two habits of River are kept, since its alarms are matched one by one: the newest bucket of each row is no
 * boundary and counts as newer at every cut, and while any cut exceeds the threshold, the oldest bucket is
 * dropped and all cuts are tried again. Because of the first habit an older bucket may be among the newer
 * ones and reverse the sign of a cut. So after a drop the side is taken from what is left against what was
 * dropped. `newerCount` and `newerTotal` are those of the values themselves.
 *
 * Differs from River in one point: rows end at 20 (five million values with 5 buckets), where the oldest
 * bucket is dropped, so that the state is bounded. Values should be on a scale of about 1 (the second term of
 * the bound has no unit), and below 1e150 in magnitude. Ties and constants: evidence 0, up to rounding far
 * below any threshold. Huge values leave nothing behind: when they are dropped, the sums are computed again
 * from the buckets.
 *
 * Cost O(1) on average per value, and O(buckets) every `clock` values. State: 20 (3 maxBuckets + 4) + 12
 * numbers. References: Bifet and Gavaldà, "Learning from time-changing data with adaptive windowing", SIAM
 * Data Mining 2007; Babcock and others for the variance, PODS 2003. Checked against River (golden tests).
 */
export type AdwinWindow = {
  threshold: number;
  clock: number;
  maxBuckets: number;
  minWindow: number;
  grace: number;
  ticks: number;
  width: number;
  total: number;
  /** Sum of squared deviations from the mean of the window. */
  squares: number;
  /** Rows in use. */
  rows: number;
  /** Buckets in each row. */
  counts: number[];
  /** Of bucket k of row r at `r * (maxBuckets + 1) + k`. */
  totals: number[];
  bucketSquares: number[];
  timesMs: number[];
  /** Of the last check. */
  rise: number;
  fall: number;
  /** Of the best cut of the last check: how many values are newer, their sum, and the time of the first. */
  newerCount: number;
  newerTotal: number;
  newerFromMs: number;
};

export interface AdwinOptions {
  threshold: number;
  clock: number;
  maxBuckets: number;
  minWindow: number;
  grace: number;
}

/** Rows of buckets, at most. */
export const maxRows = 20;

export function createAdwinWindow(options: AdwinOptions): AdwinWindow {
  const { threshold, clock, maxBuckets, minWindow, grace } = options;
  const size = maxRows * (maxBuckets + 1);
  return {
    threshold,
    clock,
    maxBuckets,
    minWindow,
    grace,
    ticks: 0,
    width: 0,
    total: 0,
    squares: 0,
    rows: 1,
    counts: new Array<number>(maxRows).fill(0),
    totals: new Array<number>(size).fill(0),
    bucketSquares: new Array<number>(size).fill(0),
    timesMs: new Array<number>(size).fill(0),
    rise: 0,
    fall: 0,
    newerCount: 0,
    newerTotal: 0,
    newerFromMs: 0,
  };
}

/** Returns to the empty state, in place. */
export function resetAdwinWindow(window: AdwinWindow): void {
  window.ticks = 0;
  window.width = 0;
  window.total = 0;
  window.squares = 0;
  window.rows = 1;
  window.counts.fill(0);
  window.rise = 0;
  window.fall = 0;
  window.newerCount = 0;
}

/** Time of the first value of the window, which must not be empty. */
export function oldestMs({ rows, maxBuckets, timesMs }: AdwinWindow): number {
  return timesMs[(rows - 1) * (maxBuckets + 1)] ?? 0;
}

/** Takes the oldest `removed` buckets out of a row. */
function shiftRow(window: AdwinWindow, row: number, removed: number): void {
  const { counts, totals, bucketSquares, timesMs, maxBuckets } = window;
  const first = row * (maxBuckets + 1);
  const count = (counts[row] ?? 0) - removed;
  for (let index = first; index < first + count; index += 1) {
    totals[index] = totals[index + removed] ?? 0;
    bucketSquares[index] = bucketSquares[index + removed] ?? 0;
    timesMs[index] = timesMs[index + removed] ?? 0;
  }
  counts[row] = count;
}

/** A dropped value this many times as large as what is left would leave rounding errors in the sums. */
const farLarger = 1e3;

function dropOldest(window: AdwinWindow): void {
  const row = window.rows - 1;
  const first = row * (window.maxBuckets + 1);
  const size = 2 ** row;
  const total = window.totals[first] ?? 0;
  const squares = window.bucketSquares[first] ?? 0;
  window.width -= size;
  window.total -= total;
  const difference = total / size - window.total / window.width;
  const between = (size * window.width * difference * difference) / (size + window.width);
  window.squares -= squares + between;
  shiftRow(window, row, 1);
  if (window.counts[row] === 0 && row > 0) window.rows = row;
  const isFar = squares + between > farLarger * Math.abs(window.squares);
  if (isFar || Math.abs(total) > farLarger * Math.abs(window.total)) addUpAgain(window);
}

/** Computes the sums of the window from its buckets, which hold nothing of the values that have left. */
function addUpAgain(window: AdwinWindow): void {
  const { counts, totals, bucketSquares, maxBuckets } = window;
  let count = 0;
  window.total = 0;
  window.squares = 0;
  for (let row = window.rows - 1; row >= 0; row -= 1) {
    const first = row * (maxBuckets + 1);
    const size = 2 ** row;
    for (let index = first; index < first + (counts[row] ?? 0); index += 1) {
      const total = totals[index] ?? 0;
      const difference = count === 0 ? 0 : total / size - window.total / count;
      const between = (size * count * difference * difference) / (size + count);
      window.squares += (bucketSquares[index] ?? 0) + between;
      window.total += total;
      count += size;
    }
  }
}

function append(window: AdwinWindow, row: number, total: number, squares: number, tsMs: number): void {
  const count = window.counts[row] ?? 0;
  const index = row * (window.maxBuckets + 1) + count;
  window.totals[index] = total;
  window.bucketSquares[index] = squares;
  window.timesMs[index] = tsMs;
  window.counts[row] = count + 1;
}

function mergeFullRows(window: AdwinWindow): void {
  const { counts, totals, bucketSquares, timesMs, maxBuckets } = window;
  for (let row = 0; (counts[row] ?? 0) > maxBuckets; row += 1) {
    if (row + 1 === maxRows) {
      dropOldest(window);
      return;
    }
    const first = row * (maxBuckets + 1);
    const size = 2 ** row;
    const older = totals[first] ?? 0;
    const newer = totals[first + 1] ?? 0;
    const difference = (older - newer) / size;
    const squares =
      (bucketSquares[first] ?? 0) + (bucketSquares[first + 1] ?? 0) + (size * difference * difference) / 2;
    append(window, row + 1, older + newer, squares, timesMs[first] ?? 0);
    if (row + 1 === window.rows) window.rows = row + 2;
    shiftRow(window, row, 2);
  }
}

function insert(window: AdwinWindow, value: number, tsMs: number): void {
  append(window, 0, value, 0, tsMs);
  const { width } = window;
  if (width > 0) {
    const distance = value - window.total / width;
    window.squares += (width * distance * distance) / (width + 1);
  }
  window.width = width + 1;
  window.total += value;
  if ((window.counts[0] ?? 0) > window.maxBuckets) mergeFullRows(window);
}

/** `d` of the bound at which a difference of means is just above it; see "Evidence". */
function exponentAt(difference: number, inverse: number, variance: number): number {
  const linear = (2 / 3) * inverse;
  const root = 2 * inverse * variance;
  const roots = Math.sqrt(root + 4 * linear * difference) + Math.sqrt(root);
  // Not the difference of the two roots, which rounds to 0 where values are large.
  const halves = roots === 0 ? 0 : (2 * difference) / roots;
  return halves * halves;
}

/** Tries every cut; keeps the best evidence of each direction and the best cut of all. */
function findEvidence(window: AdwinWindow): void {
  const { counts, totals, timesMs, maxBuckets, minWindow, width, total } = window;
  const variance = Math.max(window.squares, 0) / width;
  let riseExponent = 0;
  let fallExponent = 0;
  let bestExponent = -1;
  let olderCount = 0;
  let olderTotal = 0;
  // Sums over the buckets that are no boundary and so count as newer wherever the cut is.
  let skippedCount = 0;
  let skippedTotal = 0;
  for (let row = window.rows - 1; row >= 0; row -= 1) {
    const first = row * (maxBuckets + 1);
    const last = first + (counts[row] ?? 0) - 1;
    const size = 2 ** row;
    for (let index = first; index < last; index += 1) {
      olderCount += size;
      olderTotal += totals[index] ?? 0;
      const newerCount = width - olderCount;
      if (newerCount < minWindow || olderCount < minWindow) continue;
      const rise = (total - olderTotal) / newerCount - olderTotal / olderCount;
      const inverse = 1 / (olderCount - minWindow + 1) + 1 / (newerCount - minWindow + 1);
      const exponent = exponentAt(Math.abs(rise), inverse, variance);
      if (rise > 0 && exponent > riseExponent) riseExponent = exponent;
      if (rise < 0 && exponent > fallExponent) fallExponent = exponent;
      if (exponent <= bestExponent) continue;
      bestExponent = exponent;
      window.newerCount = newerCount - skippedCount;
      window.newerTotal = total - olderTotal - skippedTotal;
      window.newerFromMs = timesMs[index + 1] ?? 0;
    }
    if (last < first) continue;
    skippedCount += size;
    skippedTotal += totals[last] ?? 0;
  }
  const spent = Math.log(2 * Math.log(width));
  window.rise = Math.max(0, (riseExponent - spent) / Math.LN10);
  window.fall = Math.max(0, (fallExponent - spent) / Math.LN10);
}

/**
 * Adds a value.
 * @returns whether this was a check that found a cut above the threshold and dropped what lies before it.
 */
export function adwinStep(window: AdwinWindow, value: number, tsMs: number): boolean {
  insert(window, value, tsMs);
  window.ticks += 1;
  if (window.ticks < window.clock) return false;
  window.ticks = 0;
  if (window.width <= window.grace) return false;
  findEvidence(window);
  const { threshold, rise, fall, newerCount, newerTotal, newerFromMs } = window;
  if (rise <= threshold && fall <= threshold) return false;
  const { width, total } = window;
  let again = true;
  while (again) {
    dropOldest(window);
    findEvidence(window);
    again = window.rise > threshold || window.fall > threshold;
  }
  // The change that was found is reported, not what is left of it.
  const strongest = Math.max(rise, fall);
  const rises = window.total * (width - window.width) > (total - window.total) * window.width;
  window.rise = rises ? strongest : 0;
  window.fall = rises ? 0 : strongest;
  window.newerCount = newerCount;
  window.newerTotal = newerTotal;
  window.newerFromMs = newerFromMs;
  return true;
}

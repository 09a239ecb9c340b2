/**
 * Counts of a distance on a logarithmic scale, and the generalised Pareto tail fitted to its largest values.
 */
export type PeakTail = {
  counts: number[];
  total: number;
  /** Where the tail begins; -1 before the first fit. */
  cut: number;
  share: number;
  shape: number;
  scale: number;
};

const binCount = 192;
const binsPerOctave = 8;
/** The share of all values that make up one tail. */
const tailShare = 0.02;
/** The fit starts as if this many excesses had been seen, of a tail somewhat heavier than a normal one. */
const priorCount = 15;
const priorShape = 0.2;
const priorLogExcess = 0.25;
/**
 * Beyond this a heavy tail is left to the calibration of the peaks: an outlier must not make the next one
 * ordinary.
 */
const heaviestShape = 0.2;
const lightestShape = 0.02;
/** Excesses are at least this share of where they begin: values on a grid say no more. */
const minLogExcess = 0.1;
/** If the tail begins inside one mean deviation, the number is mostly constant, and its tail says nothing. */
const minCut = 1;
/** Counts are halved here, so that the tail follows a slow change. */
const halveAt = 320_000;
/** A value flagged as odd counts for no more than a value this rare. */
const rarest = 1e-4;

/** What one ordinary value adds to the counts; odd ones add a part of it. */
export const fullWeight = 16;

const lowerEdges = Float64Array.from({ length: binCount + 1 }, (_, bin) => 2 ** (bin / binsPerOctave) - 1);
const middleLogs = Float64Array.from({ length: binCount }, (_, bin) =>
  Math.log(2 ** ((bin + 0.5) / binsPerOctave) - 1),
);

/** A tail that has seen nothing. */
export function createPeakTail(): PeakTail {
  return {
    counts: new Array<number>(binCount).fill(0),
    total: 0,
    cut: -1,
    share: 0,
    shape: priorShape,
    scale: 1,
  };
}

/**
 * How rare a distance is.
 *
 * @param distance in mean deviations from the centre, 0 to 1e12.
 * @returns `-log10` of the chance of one as large on this side; 0 below the start of the tail and before the
 *   first fit. O(1).
 */
export function peakSurprise({ cut, share, shape, scale }: PeakTail, distance: number): number {
  if (cut < minCut || distance <= cut) return 0;
  return Math.log10(1 + (shape * (distance - cut)) / scale) / shape - Math.log10(share);
}

/** Adds a distance; a bounded one counts for at most a value with a chance of 1 in 10,000. O(1). */
export function addToPeakTail(tail: PeakTail, given: number, weight: number, isBounded: boolean): void {
  const { cut, share, shape, scale } = tail;
  let distance = given;
  if (isBounded && cut > 0 && distance > cut) {
    distance = Math.min(distance, cut + (scale / shape) * ((rarest / share) ** -shape - 1));
  }
  const bin = Math.min(Math.floor(Math.log2(1 + distance) * binsPerOctave), binCount - 1);
  tail.counts[bin] = (tail.counts[bin] as number) + weight;
  tail.total += weight;
}

/**
 * Fits the tail anew to the values beyond the 98 % point of both sides together, by the moments of their
 * logarithms, shrunk towards a prior where they are few. The heavier the tail of a metric, the less its large
 * values count.
 *
 * @param seen total weight of both sides.
 *
 * Cost: two passes over 192 counts. References: Dekkers, Einmahl and de Haan, Annals of Statistics 17 (1989);
 * peaks over threshold in streams after Siffer et al., KDD 2017.
 */
export function fitPeakTail(tail: PeakTail, seen: number): void {
  const { counts } = tail;
  if (tail.total >= halveAt) {
    tail.total = 0;
    for (let at = 0; at < binCount; at += 1) {
      counts[at] = (counts[at] as number) >>> 1;
      tail.total += counts[at] as number;
    }
  }
  let bin = binCount - 1;
  let beyond = 0;
  while (bin > 0 && beyond + (counts[bin] as number) < tailShare * seen) {
    beyond += counts[bin] as number;
    bin -= 1;
  }
  tail.cut = lowerEdges[bin + 1] as number;
  tail.share = (beyond + fullWeight) / (seen + 2 * fullWeight);
  const cutLog = Math.log(tail.cut);
  let sum = 0;
  let squares = 0;
  for (let above = bin + 1; above < binCount; above += 1) {
    const count = counts[above] as number;
    if (count === 0) continue;
    const log = (middleLogs[above] as number) - cutLog;
    sum += count * log;
    squares += count * log * log;
  }
  const mean = beyond > 0 ? sum / beyond : priorLogExcess;
  const ratio = squares > 0 ? Math.min((mean * mean * beyond) / squares, 0.95) : 0.5;
  const light = 1 - 0.5 / (1 - ratio);
  const count = beyond / fullWeight;
  const shape = ((mean + light) * count + priorShape * priorCount) / (count + priorCount);
  const logExcess =
    (mean * (1 - Math.min(0, light)) * count + priorLogExcess * priorCount) / (count + priorCount);
  tail.shape = Math.min(heaviestShape, Math.max(lightestShape, shape));
  tail.scale = tail.cut * Math.max(logExcess, minLogExcess);
}

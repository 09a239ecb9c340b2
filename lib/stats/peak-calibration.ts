/** The largest score of each block of points so far, and the tail that follows from them. */
export type PeakHistory = {
  /** The last 256 blocks. */
  maxima: number[];
  next: number;
  /** Of the incomplete block. */
  current: number;
  inBlock: number;
  /** Scores up to here are ordinary; `share` of the blocks exceed it, by `scale` on average. */
  floor: number;
  share: number;
  scale: number;
  /** The number of peaks that the scale is based on. */
  known: number;
  leastFloor: number;
  priorScale: number;
};

const blockPoints = 40;
const capacity = 256;
/** The share of the highest peaks that the fit leaves out, since they may be events. */
const leftOut = 0.17;
const priorBlocks = 4;
const priorPeaks = 2;
const priorCount = 12;

/**
 * @param leastFloor the floor is never lower, so that a score that is 0 most of the time can be calibrated.
 * @param priorScale the scale before there are peaks; it counts as much as 12 of them.
 */
export function createPeaks(leastFloor: number, priorScale: number): PeakHistory {
  const fit = { floor: leastFloor, share: priorPeaks / priorBlocks, scale: priorScale, known: priorCount };
  return { maxima: [], next: 0, current: 0, inBlock: 0, ...fit, leastFloor, priorScale };
}

/** Adds a score: O(1), and a sort of 256 numbers every 40 points. */
export function addPeak(history: PeakHistory, score: number): void {
  history.current = Math.max(history.current, score);
  history.inBlock += 1;
  if (history.inBlock < blockPoints) return;
  history.maxima[history.next] = history.current;
  history.next = (history.next + 1) % capacity;
  history.current = 0;
  history.inBlock = 0;
  refit(history);
}

/**
 * An exponential tail over the median block, with the highest peaks censored (Type II), by maximum
 * likelihood.
 */
function refit(history: PeakHistory): void {
  const ordered = Float64Array.from(history.maxima).sort();
  const count = ordered.length;
  const floor = Math.max(history.leastFloor, ordered[count >> 1] as number);
  let first = count >> 1;
  while (first < count && (ordered[first] as number) <= floor) first += 1;
  const peaks = count - first;
  const kept = Math.ceil(peaks * (1 - leftOut));
  const highest = peaks === 0 ? floor : (ordered[first + kept - 1] as number);
  let excess = 0;
  for (let at = first; at < count; at += 1) excess += Math.min(ordered[at] as number, highest) - floor;
  history.floor = floor;
  history.share = (peaks + priorPeaks) / (count + priorBlocks);
  history.known = kept + priorCount;
  history.scale = (excess + history.priorScale * priorCount) / history.known;
}

/**
 * What a score is worth on this series: `-log10` of the false alarms per point that a threshold there would
 * give.
 *
 * The measure is the peaks of the series' own past, so it holds whatever the noise and its memory. The
 * highest peaks are left out, so events do not widen it. Beyond the floor the tail is that of a new value
 * given what is known about the scale (a Lomax distribution): wide while there are few peaks. O(1).
 * Reference: block maxima after Gumbel, "Statistics of Extremes" (1958); the censored fit after Epstein and
 * Sobel, JASA 48 (1953).
 */
export function peakStrength({ floor, share, scale, known }: PeakHistory, score: number): number {
  const atFloor = Math.log10(blockPoints / share);
  if (score <= floor) return (atFloor * score) / floor;
  return atFloor + known * Math.log10(1 + (score - floor) / (known * scale));
}

/** Values of two samples counted in the same bins. */
export interface Histogram {
  /** One more than there are bins. */
  edges: number[];
  before: number[];
  after: number[];
}

/** Bins that show a shape of 200 values without its noise. */
const mostBins = 24;
const fewestBins = 6;

function countIn(values: number[], low: number, width: number, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((value - low) / width)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** Bins of one width over both samples; null when one is empty or all the values are the same. */
export function histogramOf(before: number[], after: number[]): Histogram | null {
  if (before.length === 0 || after.length === 0) return null;
  const all = [...before, ...after];
  const low = Math.min(...all);
  const high = Math.max(...all);
  if (!(high > low)) return null;
  const bins = Math.max(fewestBins, Math.min(mostBins, Math.ceil(2 * Math.sqrt(before.length))));
  const width = (high - low) / bins;
  return {
    edges: Array.from({ length: bins + 1 }, (_, index) => low + index * width),
    before: countIn(before, low, width, bins),
    after: countIn(after, low, width, bins),
  };
}

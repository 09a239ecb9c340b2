import { z } from 'zod';
import { countBelow, countUpTo } from '../stats/ordered-values';
import { quantileEdges } from '../stats/quantile';
import type { WholeSamples } from './two-window';
import type { WindowParams } from './window-params';

/**
 * Shares of reference and current window in bins of equal share of the reference, and what each bin adds to a
 * distance. Only the bin of a value that is added or removed changes; the sum over the bins is computed anew.
 * O(log bins) and O(bins).
 */
export type BinnedWindow = {
  edges: number[];
  windowSize: number;
  /** The reference's share of each bin, at least half a point. */
  shares: number[];
  counts: number[];
  terms: number[];
};

type Term = (reference: number, current: number) => number;

export const binsParam = () =>
  z.int().min(2).max(100).default(10).meta({
    title: 'Bins',
    description: 'The number of bins of equal share into which the reference is divided.',
    unit: null,
  });

/**
 * Edges for one reference in ascending order. A value that fills a bin alone gets an upper edge, half way to
 * the next value, or half a `noise` (one sd) above if there is none: a constant or 0/1 reference has bins on
 * both sides of it.
 */
export function binEdges(reference: readonly number[], binCount: number, noise: number): number[] {
  const edges: number[] = [];
  for (const edge of quantileEdges(reference, binCount)) {
    edges.push(edge);
    const upTo = countUpTo(reference, edge);
    const tied = upTo - countBelow(reference, edge);
    if (tied <= reference.length / binCount) continue;
    const above = reference[upTo];
    edges.push(above === undefined ? edge + noise / 2 : edge + (above - edge) / 2);
  }
  return [...new Set(edges)].sort((left, right) => left - right);
}

function termOf(bins: BinnedWindow, bin: number, term: Term): number {
  const share = Math.max(bins.counts[bin] as number, 0.5) / bins.windowSize;
  return term(bins.shares[bin] as number, share);
}

export function createBins(
  reference: readonly number[],
  binCount: number,
  windowSize: number,
  noise: number,
  term: Term,
): BinnedWindow {
  const edges = binEdges(reference, binCount, noise);
  const counts = countBins(edges, reference);
  // An empty bin of the reference has the minimum share of the window, so that two empty bins add nothing.
  const shares = counts.map((count) => (count === 0 ? 0.5 / windowSize : count / reference.length));
  const bins = { edges, windowSize, shares, counts: counts.map(() => 0), terms: counts.map(() => 0) };
  for (let bin = 0; bin < bins.counts.length; bin += 1) bins.terms[bin] = termOf(bins, bin, term);
  return bins;
}

/** How many of the values, in ascending order, are in each bin. O(bins log n). */
function countBins(edges: readonly number[], ordered: readonly number[]): number[] {
  const counts: number[] = [];
  let before = 0;
  for (const edge of edges) {
    const below = countBelow(ordered, edge);
    counts.push(below - before);
    before = below;
  }
  counts.push(ordered.length - before);
  return counts;
}

/** The bins of two whole samples in ascending order. O(bins (log m + log n)). */
export function wholeBins(
  {
    reference,
    current,
    params: { bins: binCount, window },
    noise,
  }: Pick<
    WholeSamples<WindowParams & { bins: number }, BinnedWindow>,
    'reference' | 'current' | 'params' | 'noise'
  >,
  term: Term,
): BinnedWindow {
  const bins = createBins(reference, binCount, window, noise, term);
  bins.counts = countBins(bins.edges, current);
  for (let bin = 0; bin < bins.counts.length; bin += 1) bins.terms[bin] = termOf(bins, bin, term);
  return bins;
}

/** Operations of the statistic per point; a value that fills a bin alone gives it two edges. */
export function binOperations({
  bins,
  reference,
  reference_size,
  window,
}: WindowParams & { bins: number }): number {
  if (reference !== 'rolling') return 4 * bins + 80;
  return 2 * bins * (12 + 4 * Math.log2(reference_size + window));
}

/** Adds (1) or removes (-1) one value. */
export function changeBins(bins: BinnedWindow, value: number, change: 1 | -1, term: Term): void {
  const bin = countUpTo(bins.edges, value);
  bins.counts[bin] = (bins.counts[bin] as number) + change;
  bins.terms[bin] = termOf(bins, bin, term);
}

/** The sum over the bins; never below 0, which rounding could reach otherwise. */
export function binnedSum({ terms }: BinnedWindow): number {
  let sum = 0;
  for (let bin = 0; bin < terms.length; bin += 1) sum += terms[bin] as number;
  return Math.max(0, sum);
}

import { codesPerSd, learnEdges, middleCode, scoreCode } from './normal-scores';

/**
 * Normal scores of all values since the last change, as running sums: the difference of two is the sum of the
 * values in between. The last 640 are kept; judge-chart.ts compares the last 8, 11, ..., 512 with all before.
 *
 * Cost: O(1) per value. State: 641 sums and about 100 numbers; sums are of whole numbers, so they stay exact.
 */
export type ScoreChart = {
  /** Quantiles of the values learned from; see normal-scores.ts. */
  edges: number[];
  /**
   * Sums of all codes since the change, counted from the middle one: before the oldest value that is kept,
   * and after each of those. A ring, whose oldest is at `oldest`.
   */
  totals: number[];
  oldest: number;
  /** Number of values since the change, and the sum of their codes. */
  count: number;
  sum: number;
  /**
   * Variograms of these values, and of those before the last change, worth `earlierCount` values; see
   * chart-memory.ts.
   */
  variogram: number[];
  earlier: number[];
  earlierCount: number;
  /** By the likeliest memory: variance of the difference between each window and all before it. */
  variances: number[];
  /**
   * The factor of memory on the variance of a long mean, and the correlation of neighbours: means over all
   * memories.
   */
  longFactor: number;
  neighbourCorrelation: number;
  /** Count at which memory is measured again. */
  refreshAt: number;
  /** The strength of each window when it was last examined, and the largest of them. */
  strengths: number[];
  strongestSize: number;
  strongest: number;
};

export const windowSizes = [8, 11, 16, 23, 32, 45, 64, 91, 128, 181, 256, 362, 512];
export const windowCount = windowSizes.length;
export const chartSize = 640;

const zeros = () => new Array<number>(windowCount).fill(0);

export function createChart(): ScoreChart {
  return {
    edges: [],
    totals: [0],
    oldest: 0,
    count: 0,
    sum: 0,
    variogram: [],
    earlier: [],
    earlierCount: 0,
    variances: zeros().fill(1),
    longFactor: 1,
    neighbourCorrelation: 0,
    refreshAt: 0,
    strengths: zeros(),
    strongestSize: 0,
    strongest: 0,
  };
}

function push(chart: ScoreChart, code: number): void {
  const { totals, oldest } = chart;
  chart.count += 1;
  chart.sum += code - middleCode;
  if (totals.length <= chartSize) totals.push(chart.sum);
  else {
    totals[oldest] = chart.sum;
    chart.oldest = oldest === chartSize ? 0 : oldest + 1;
  }
}

/** Sum of the codes of the last `size` values; at most as many as are kept. */
export function sumOfLast({ totals, oldest, sum }: ScoreChart, size: number): number {
  const place = oldest - 1 - size;
  return sum - (totals[place < 0 ? place + totals.length : place] as number);
}

/** A value that differs from an edge by no more than the floor equals it; NaN says nothing. */
function codeOf(edges: readonly number[], value: number, floor: number): number {
  if (Number.isNaN(value)) return middleCode;
  if (floor === 0) return scoreCode(edges, value);
  return Math.round((scoreCode(edges, value - floor) + scoreCode(edges, value + floor)) / 2);
}

/**
 * Adds a value; NaN counts as the middle.
 * @param floor differences up to it count as none; 0 for exact comparisons.
 */
export function addToChart(chart: ScoreChart, value: number, floor: number): void {
  push(chart, codeOf(chart.edges, value, floor));
}

/**
 * Makes the chart anew from its last values, oldest first; NaN counts as the middle.
 *
 * @param keepsOlder whether the edges and the sum of older values stay; otherwise the values are all there
 *   is.
 */
export function learnChart(
  chart: ScoreChart,
  values: Float64Array,
  floor: number,
  keepsOlder: boolean,
): void {
  if (keepsOlder) {
    chart.count -= chart.totals.length - 1;
    chart.sum = chart.totals[chart.oldest] as number;
  } else {
    chart.count = 0;
    chart.sum = 0;
    const telling = values.filter((value) => !Number.isNaN(value));
    chart.edges = telling.length > 0 ? learnEdges(telling) : learnEdges(new Float64Array(1));
  }
  chart.totals = [chart.sum];
  chart.oldest = 0;
  chart.strengths = zeros();
  chart.strongestSize = 0;
  chart.strongest = 0;
  for (const value of values) push(chart, codeOf(chart.edges, value, floor));
  chart.refreshAt = 0;
}

/** The mean score of the last `size` values minus that of all before them. */
export function distanceOf({ count, sum }: ScoreChart, windowSum: number, size: number): number {
  return (windowSum / size - (sum - windowSum) / (count - size)) / codesPerSd;
}

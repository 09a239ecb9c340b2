import { codesPerSd, learnEdges, middleCode, scoreCode } from './normal-scores';

/**
 * Normal scores of all values since the last change: the last 640 one by one, those before as a sum, and the
 * sums of the last 8, 11, ..., 512. judge-chart.ts compares them.
 *
 * Cost: O(windows) per value. State: 640 codes and about 100 numbers; sums are of whole numbers, so they stay
 * exact.
 */
export type ScoreChart = {
  /** Quantiles of the values learned from; see normal-scores.ts. */
  edges: number[];
  /** Codes of the last values, a ring; `next` is the place of the next one. */
  codes: number[];
  next: number;
  /** Number of values since the change, and the sum of their codes, counted from the middle one. */
  count: number;
  sum: number;
  windowSums: number[];
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
    codes: [],
    next: 0,
    count: 0,
    sum: 0,
    windowSums: zeros(),
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
  const { codes, windowSums, next } = chart;
  const kept = codes.length;
  const isFull = kept === chartSize;
  for (let index = 0; index < windowCount; index += 1) {
    const size = windowSizes[index] as number;
    let leaving = middleCode;
    if (isFull) leaving = codes[next >= size ? next - size : next - size + chartSize] as number;
    else if (kept >= size) leaving = codes[kept - size] as number;
    windowSums[index] = (windowSums[index] as number) + code - leaving;
  }
  if (isFull) codes[next] = code;
  else codes.push(code);
  chart.next = next + 1 === chartSize ? 0 : next + 1;
  chart.count += 1;
  chart.sum += code - middleCode;
}

/** A value that differs from an edge by no more than the floor equals it. */
function codeOf(edges: readonly number[], value: number, floor: number): number {
  if (floor === 0) return scoreCode(edges, value);
  return Math.round((scoreCode(edges, value - floor) + scoreCode(edges, value + floor)) / 2);
}

/**
 * Adds a value.
 * @param floor differences up to it count as none; 0 for exact comparisons.
 */
export function addToChart(chart: ScoreChart, value: number, floor: number): void {
  push(chart, codeOf(chart.edges, value, floor));
}

/**
 * Makes the chart anew from its last values, oldest first.
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
  let older = 0;
  let olderSum = 0;
  if (keepsOlder) {
    older = chart.count - chart.codes.length;
    olderSum = chart.sum;
    for (const code of chart.codes) olderSum -= code - middleCode;
  } else chart.edges = learnEdges(values);
  chart.codes = [];
  chart.next = 0;
  chart.count = 0;
  chart.sum = 0;
  chart.windowSums = zeros();
  chart.strengths = zeros();
  chart.strongestSize = 0;
  chart.strongest = 0;
  for (const value of values) push(chart, codeOf(chart.edges, value, floor));
  chart.count += older;
  chart.sum += olderSum;
  chart.refreshAt = 0;
}

/** The mean score of the last `size` values minus that of all before them. */
export function distanceOf({ count, sum }: ScoreChart, windowSum: number, size: number): number {
  return (windowSum / size - (sum - windowSum) / (count - size)) / codesPerSd;
}

import { fitMemory, type Memory, variogramLags } from '../../stats/memory';
import { codesPerSd } from './normal-scores';
import { chartSize, createChart, type ScoreChart } from './score-chart';

/** A variance counts as at least this share of the normal one. */
const minVariance = 0.02;
/** Fewer differences at a distance say nothing about it. */
const minPairs = 10;
/** The variance of the newer side starts as if this many of its values had that of the older side. */
const ownCount = 10;
/** What was learned before a change counts for at most this many values. */
const maxEarlier = 300;

/** The scores of a chart in order of arrival, in standard deviations; one buffer, reused. */
export const scores = new Float64Array(chartSize);

/** Fills `scores`, oldest first. @returns how many there are. */
export function unroll({ totals, oldest }: ScoreChart): number {
  const kept = totals.length - 1;
  let before = totals[oldest] as number;
  for (let index = 0; index < kept; index += 1) {
    const place = oldest + 1 + index;
    const total = totals[place <= kept ? place : place - kept - 1] as number;
    scores[index] = (total - before) / codesPerSd;
    before = total;
  }
  return kept;
}

/** Variance of the scores from one place up to before another. */
export function varianceOf(from: number, to: number): number {
  let sum = 0;
  let squares = 0;
  for (let index = from; index < to; index += 1) {
    sum += scores[index] as number;
    squares += (scores[index] as number) ** 2;
  }
  const count = to - from;
  return count < 2 ? 1 : Math.max(minVariance, (squares - (sum * sum) / count) / (count - 1));
}

/** Sum of the squared differences of values `lag` apart, from one place up to before another. */
function squaredDifferences(from: number, to: number, lag: number): number {
  let squares = 0;
  for (let index = from + lag; index < to; index += 1) {
    const difference = (scores[index] as number) - (scores[index - lag] as number);
    squares += difference * difference;
  }
  return squares;
}

/**
 * Half the mean square of the differences at each distance, on both sides of a split. Each side is measured
 * by its own variance; otherwise a side that is wider and longer would look like memory.
 */
function variogramOf(kept: number, split: number): number[] {
  const before = varianceOf(0, split);
  const size = kept - split;
  // Few values hardly determine their variance.
  const after = (size * varianceOf(split, kept) + ownCount * before) / (size + ownCount);
  const common = (split * before + size * after) / kept;
  const variogram: number[] = [];
  for (const lag of variogramLags) {
    const pairs = Math.max(0, split - lag) + Math.max(0, size - lag);
    if ((lag * 4 > kept && lag > 3) || pairs < minPairs) break;
    const squares = squaredDifferences(0, split, lag) / before + squaredDifferences(split, kept, lag) / after;
    variogram.push(Math.max(minVariance, (common * squares) / (2 * pairs)));
  }
  return variogram.length > 0 ? variogram : [1];
}

/**
 * Two variograms as one, each weighted by its number of values; where one is shorter, the other is used
 * alone.
 */
function pool(one: readonly number[], count: number, other: readonly number[], otherCount: number): number[] {
  return (one.length >= other.length ? one : other).map((_, index) => {
    const left = one[index];
    const right = other[index];
    if (left === undefined) return right as number;
    return right === undefined ? left : (count * left + otherCount * right) / (count + otherCount);
  });
}

/**
 * The memory of the first `kept` scores, on both sides of a split and before the last change: a change does
 * not look like memory, and what was known about memory is not forgotten.
 *
 * @param discount standard errors subtracted from a slow part; see `fitMemory`.
 */
export function memoryOf(chart: ScoreChart, kept: number, split: number, discount: number): Memory[] {
  chart.variogram = variogramOf(kept, split);
  const { variogram, earlier, earlierCount } = chart;
  return fitMemory(pool(variogram, kept, earlier, earlierCount), kept + earlierCount, discount);
}

/** An empty chart that keeps what another has learned about memory. */
export function nextChart({ variogram, earlier, earlierCount, count }: ScoreChart): ScoreChart {
  const next = createChart();
  if (variogram.length === 0) return next;
  next.earlier = pool(variogram, Math.min(count, chartSize), earlier, earlierCount);
  next.earlierCount = Math.min(maxEarlier, Math.min(count, maxEarlier) + earlierCount / 2);
  return next;
}

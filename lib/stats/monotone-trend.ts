import { effectiveCount } from './effective-count';
import { elementAt } from './element-at';
import { median } from './median';
import { valueCounts } from './value-counts';

/** A slow rise or fall of a series. */
export interface MonotoneTrend {
  /** What the level gains per point: the median slope between any two blocks (Theil and Sen). */
  slope: number;
  /** Kendall's score in standard errors, corrected for memory; about normal(0, 1) without a trend. */
  z: number;
  /** Standard deviation of a single value around the line. */
  noise: number;
}

/** At most this many blocks are compared pair by pair. */
const maxBlocks = 200;

/**
 * Whether a series rises or falls as a whole, and how fast, whatever the shape of its noise.
 *
 * Every pair of values votes for a rise or a fall (Mann and Kendall); the slope is the median of the slopes
 * of all pairs (Theil and Sen), which a few outliers do not move. Neighbours that resemble each other cast
 * the same vote twice, so the variance of the score is multiplied by `count / effectiveCount` of the
 * residuals around the line.
 *
 * @param values finite, equally spaced, in time order.
 * @param shortestBlock points that are averaged before they are compared, at least 1: a 0/1 series is all
 *   ties without it, and 8 is enough. Longer series are averaged to at most 200 blocks in any case.
 * @returns `null` for fewer than 8 blocks. A constant has slope 0 and z 0; ties lower the variance of the
 *   score.
 *
 * Cost O(n) and 20,000 pairs, sorted. References: Mann, Econometrica 13 (1945); Sen, JASA 63 (1968); Hamed
 * and Rao, "A modified Mann-Kendall trend test for autocorrelated data", J. Hydrology 204 (1998), who correct
 * by the autocorrelation of the ranks instead.
 */
export function monotoneTrend(values: ArrayLike<number>, shortestBlock = 1): MonotoneTrend | null {
  const length = Math.max(shortestBlock, Math.ceil(values.length / maxBlocks));
  const blocks = meansOf(values, length);
  if (blocks.length < 8) return null;
  const slopes: number[] = [];
  let score = 0;
  for (const [later, level] of blocks.entries()) {
    for (const [sooner, earlier] of blocks.slice(0, later).entries()) {
      const rise = level - earlier;
      score += Math.sign(rise);
      slopes.push(rise / (later - sooner));
    }
  }
  const blockSlope = median(slopes);
  const residuals = blocks.map((block, index) => block - blockSlope * index);
  const memory = blocks.length / effectiveCount(residuals);
  const variance = scoreVariance(blocks) * memory;
  const slope = blockSlope / length;
  // The score moves in steps of two: half a step towards 0 is the continuity correction.
  const z = variance > 0 ? Math.sign(score) * (Math.max(0, Math.abs(score) - 1) / Math.sqrt(variance)) : 0;
  return { slope, z, noise: deviationAround(values, slope) };
}

/** Means of blocks of equal length; an incomplete last one is left out. */
function meansOf(values: ArrayLike<number>, length: number): number[] {
  return Array.from({ length: Math.floor(values.length / length) }, (_, block) => {
    let sum = 0;
    for (let index = block * length; index < (block + 1) * length; index += 1)
      sum += elementAt(values, index);
    return sum / length;
  });
}

/** Variance of Kendall's score under independence; every tie of t values subtracts `t(t - 1)(2t + 5)`. */
function scoreVariance(blocks: readonly number[]): number {
  const term = (count: number) => (count * (count - 1) * (2 * count + 5)) / 18;
  let variance = term(blocks.length);
  for (const count of valueCounts(blocks).values()) variance -= term(count);
  return variance;
}

function deviationAround(values: ArrayLike<number>, slope: number): number {
  const count = values.length;
  let mean = 0;
  for (let index = 0; index < count; index += 1) mean += (elementAt(values, index) - slope * index) / count;
  let squares = 0;
  for (let index = 0; index < count; index += 1)
    squares += (elementAt(values, index) - slope * index - mean) ** 2;
  return Math.sqrt(squares / Math.max(1, count - 1));
}

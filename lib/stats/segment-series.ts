import { clipOutliers } from './clip-outliers';
import { optimalPartition } from './optimal-partition';
import { addToMoments, emptyMoments, momentsMean, momentsStandardDeviation } from './running-moments';
import { type SegmentCost, type SegmentShape, segmentCost } from './segment-cost';

/** A series cut where it changed for good. */
export interface Segmentation {
  /** 0-based positions where segments begin; the first is 0. Empty for an empty series. */
  starts: number[];
  /** What the segments are taken for. */
  shape: SegmentShape;
  /** Autocorrelation of the noise around them, of order one, as chosen from 0, 0.3 and 0.5. */
  autocorrelation: number;
  /** Positions of single wild values, which were drawn in before. */
  outliers: number[];
}

/** Fewest points (or blocks of a long series) of a segment: two could be a pair of outliers. */
const minLength = 3;
/** Noise is taken to be at least this share of the variance of the whole series: finer structure is no news. */
const materialShare = 0.045;
/** What a change and a line cost, in units of log n. */
const changeWeight = 2.5;
const lineWeight = 1.5;
/** What is tried for the autocorrelation of the noise. More than this cannot be told from changes of level. */
const autocorrelations = [0, 0.3, 0.5];
/** A path of penalties begins where no change can pay and ends where one pays that explains a ten-thousandth. */
const penaltyStep = 0.8;
const leastPenalty = 1e-4;
/** Most changes that are looked for. */
const mostChanges = 60;
/** Longer series are cut into up to so many blocks of equal length first. */
const mostBlocks = 1000;

/**
 * Where a series changed for good, seen afterwards and as a whole (offline segmentation).
 *
 * What it sees: changes of level, and of trend where lines describe the series better than levels. What it misses: changes
 * of spread alone, episodes of fewer than 3 points, and changes too small to matter: they have to stand out from the
 * noise and from 4.5 % of the variance of the whole series. A season is taken for noise, or for changes where it is slow.
 *
 * How the penalty is chosen from the noise. There is none to set. For each shape (level, line) and each autocorrelation
 * of the noise (0, 0.3, 0.5) a falling path of penalties gives the exact best cuts, from no change to many (PELT). Of
 * all these explanations the one of least description wins: with n points, k changes, residual variance s,
 *
 *   n log(s + floor) - (k + 1) log(1 - rho^2) + 2.5 k log n, + 1.5 (k + 1) log n for lines
 *
 * which is the likelihood and the Bayesian information criterion, made stricter by half a parameter: a change costs its
 * place and its level, a line a slope; the halves pay for the search among all places and for a line bending to any
 * slow drift. On simulated calm series with noise of autocorrelation 0.3 to 0.8 F1 is about 0.94 so, and 0.64 with
 * the plain criterion (six series, also used to choose the constants). The floor, 4.5 % of the variance (of its innovations), keeps smooth
 * series from being cut into ever finer lines. Single outliers are drawn in first (`clipOutliers`).
 *
 * @param values finite, in time order; any length and size. Spacing plays no part.
 * Short: fewer than 6 points are one segment, as is a constant. Ties and steps without any noise are ordinary.
 * Long: above 1,000 points the means of up to 1,000 equal blocks are cut, then each change is put on the best point
 * within a block of it; changes closer together than 3 blocks are then one.
 *
 * Cost: O(n) and up to about a second for the 1,000 blocks. Deterministic.
 * References: Killick, Fearnhead, Eckley, JASA 107 (2012), for PELT; Haynes, Eckley, Fearnhead, J. Comp. Graph. Stat.
 * 26 (2017), for paths of penalties; Beaulieu and Killick, "Distinguishing trends and shifts from memory in climate
 * data", J. Climate 31 (2018), for the choice among shapes and noises; Davis, Lee, Rodriguez-Yam, JASA 101 (2006), for
 * description length. They have no floor and no clipping; without these a smooth series has a change every few points.
 */
export function segmentSeries(values: readonly number[]): Segmentation {
  const { values: clipped, outliers } = clipOutliers(standardised(values));
  const flat: Segmentation = {
    starts: values.length === 0 ? [] : [0],
    shape: 'level',
    autocorrelation: 0,
    outliers,
  };
  const blockLength = Math.ceil(clipped.length / mostBlocks);
  const blocks = standardised(blockMeans(clipped, blockLength));
  if (blocks.length < 2 * minLength || blocks.every((block) => block === 0)) return flat;
  let best = {
    score: Number.POSITIVE_INFINITY,
    changes: [] as number[],
    shape: flat.shape,
    autocorrelation: 0,
  };
  for (const shape of ['level', 'line'] as const) {
    for (const autocorrelation of autocorrelations) {
      const cost = segmentCost(blocks, shape, autocorrelation);
      for (const changes of candidateCuts(blocks.length, cost, autocorrelation === 0)) {
        const score = descriptionLength(blocks.length, changes, cost, shape, autocorrelation);
        if (score < best.score) best = { score, changes, shape, autocorrelation };
      }
    }
  }
  const { shape, autocorrelation } = best;
  const changes = blockLength === 1 ? best.changes : refined(clipped, best.changes, blockLength, shape);
  return { starts: [0, ...changes], shape, autocorrelation, outliers };
}

/** Mean 0 and standard deviation 1, so that sums of squares are of ordinary size; all zeros for a constant. */
function standardised(values: readonly number[]): number[] {
  const moments = emptyMoments();
  for (const value of values) addToMoments(moments, value);
  const mean = momentsMean(moments);
  const spread = momentsStandardDeviation(moments);
  if (spread === 0) return values.map(() => 0);
  // Halved first: the distance of two huge values of opposite signs is still a number then.
  return values.map((value) => (value / 2 - mean / 2) / (spread / 2));
}

/** Means of equal stretches; the last one takes the points that are over. */
function blockMeans(values: number[], length: number): number[] {
  if (length <= 1) return values;
  const count = Math.floor(values.length / length);
  return Array.from({ length: count }, (_, block) => {
    const inside = values.slice(block * length, block === count - 1 ? values.length : (block + 1) * length);
    return inside.reduce((sum, value) => sum + value, 0) / inside.length;
  });
}

/** The distinct best cuts along a falling path of penalties. */
function candidateCuts(count: number, cost: SegmentCost, prunes: boolean): number[][] {
  const uncut = cost(0, count);
  const most = Math.min(mostChanges, count / 4);
  const cuts: number[][] = [[]];
  let seen = 0;
  for (let share = 1; share > leastPenalty; share *= penaltyStep) {
    // A series that one fit explains to the last digit has nothing to cut.
    if (!(uncut > 0)) break;
    const changes = optimalPartition({ count, cost, penalty: share * uncut, minLength, prunes });
    if (changes.length > most) break;
    if (changes.length === seen) continue;
    seen = changes.length;
    cuts.push(changes);
  }
  return cuts;
}

/** The criterion of `segmentSeries`; smaller is better. The values have variance 1. */
function descriptionLength(
  count: number,
  changes: number[],
  cost: SegmentCost,
  shape: SegmentShape,
  autocorrelation: number,
): number {
  const bounds = [0, ...changes, count];
  let squares = 0;
  for (let index = 1; index < bounds.length; index += 1) {
    squares += cost(bounds[index - 1] ?? 0, bounds[index] ?? 0);
  }
  const innovationShare = 1 - autocorrelation * autocorrelation;
  const fit = count * Math.log(squares / count + materialShare * innovationShare);
  const firstPoints = (changes.length + 1) * Math.log(innovationShare);
  const slopes = shape === 'line' ? lineWeight * (changes.length + 1) : 0;
  return fit - firstPoints + (changeWeight * changes.length + slopes) * Math.log(count);
}

/** Changes between blocks, each put where it explains the single points best: at most a block away. */
function refined(values: number[], changes: number[], blockLength: number, shape: SegmentShape): number[] {
  const cost = segmentCost(values, shape, 0);
  const rough = [0, ...changes.map((change) => change * blockLength), values.length];
  return changes.map((_, index) => {
    const from = rough[index] ?? 0;
    const middle = rough[index + 1] ?? 0;
    const to = rough[index + 2] ?? values.length;
    let best = middle;
    let least = Number.POSITIVE_INFINITY;
    for (let at = middle - blockLength; at <= middle + blockLength; at += 1) {
      const total = cost(from, at) + cost(at, to);
      if (total < least) {
        least = total;
        best = at;
      }
    }
    return best;
  });
}

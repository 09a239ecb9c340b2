import { gainOverMemory, standsOut } from './change-significance';
import { clipOutliers } from './clip-outliers';
import { plainMean } from './mean';
import { optimalPartition } from './optimal-partition';
import { type SegmentCost, type SegmentShape, segmentCost } from './segment-cost';
import { standardised } from './standardised';
import { winsorised } from './winsorised';

/** Segments of steady level or trend. */
export interface MeanSegments {
  /** First positions of the segments after the first, ascending. */
  changes: number[];
  shape: SegmentShape;
  /** Autocorrelation of the noise around them, of order one, chosen from 0, 0.3 and 0.5. */
  autocorrelation: number;
}

/** Fewest points (or blocks of a long series) of a segment: two could be a pair of outliers. */
const minLength = 3;
/** Noise counts as at least this share of the variance of the whole series: finer structure is ignored. */
const materialShare = 0.045;
/** What a change and a line cost, in units of log n. */
const changeWeight = 2.5;
const lineWeight = 1.5;
/** The autocorrelations of the noise that are tried. More than this cannot be told from changes of level. */
const autocorrelations = [0, 0.3, 0.5];
/**
 * A path of penalties begins where no change can pay and ends where one pays that explains a ten-thousandth.
 */
const penaltyStep = 0.8;
const penaltySteps = 41;
/** Most changes that are looked for. */
const maxChanges = 60;
/** Longer series are first divided into at most this many blocks of equal length. */
const maxPoints = 700;
const maxBlocks = 350;

/**
 * Where the level of a series changed for good, or its trend where lines describe it better than levels.
 *
 * The penalty is chosen from the noise; there is none to set. For each shape (level, line) and each
 * autocorrelation of the noise (0, 0.3, 0.5) a falling path of penalties gives the exact best cuts, from no
 * change to many (PELT). These explanations are ranked by their description length. With n points, k changes,
 * residual variance s:
 *
 *   n log(s + floor) - (k + 1) log(1 - rho^2) + 2.5 k log n, + 1.5 (k + 1) log n for lines
 *
 * This is the likelihood and the Bayesian information criterion, made stricter by half a parameter for the
 * search among all places. The floor, 4.5 % of the variance (of its innovations), keeps smooth series from
 * being cut into ever finer lines. If no change wins, there is none. Otherwise the first explanation that
 * says more than memory does is taken (`gainOverMemory`), and only if calm series with the same values or
 * memory are not cut as clearly (`standsOut`).
 *
 * @param values finite, equally spaced, in time order, at most about 1e150 in magnitude.
 * @param clippedValues the same with outliers clipped (`clipOutliers`).
 * @param period of a season in points, or 1. With a season its means over whole periods are cut, and a change
 *   has to stand out from 4.5 % of the variance of the series with its season.
 * @returns no changes for fewer than 6 points (or blocks) and for constants.
 *
 * Above 700 points the means of up to 350 equal blocks are cut, then each change is moved to the best point
 * within a block of it; a segment has at least 3 blocks. Cost: O(n), and up to about a second for the blocks
 * and their replicates. References: Killick, Fearnhead, Eckley, JASA 107 (2012), for PELT; Haynes, Eckley,
 * Fearnhead, J. Comp. Graph. Stat. 26 (2017), for paths of penalties; Beaulieu and Killick, "Distinguishing
 * trends and shifts from memory in climate data", J. Climate 31 (2018), for the choice among shapes and
 * noises; Davis, Lee, Rodriguez-Yam, JASA 101 (2006), for description length. They have no floor and no
 * replicates.
 */
export function segmentMeans(
  values: readonly number[],
  clippedValues: readonly number[],
  period: number,
): MeanSegments {
  const none: MeanSegments = { changes: [], shape: 'level', autocorrelation: 0 };
  const blockLength =
    period === 1 && values.length <= maxPoints ? 1 : period * Math.ceil(values.length / maxBlocks / period);
  const raw = blockMeans(standardised(winsorised(values)), blockLength);
  const clipped = standardised(clippedValues);
  const means = blockMeans(clipped, blockLength);
  const blocks = blockLength === 1 ? clipped : standardised(clipOutliers(means).values);
  if (blocks.length < 2 * minLength || blocks.every((block) => block === 0)) return none;
  const floor = materialShare / (period === 1 ? 1 : Math.min(1, varianceOf(means)));
  const [best, uncut] = bestFits(blocks, floor);
  if (best === null || !standsOut(raw, best)) return uncut;
  if (blockLength === 1) return best;
  return { ...best, changes: refined(clipped, best.changes, blockLength, best.shape) };
}

/**
 * The fit of shortest description whose changes say more than memory, null if there is none or no change pays
 * at all; and the best one without changes.
 */
function bestFits(blocks: readonly number[], floor: number): [MeanSegments | null, MeanSegments] {
  const fits: (MeanSegments & { score: number })[] = [];
  for (const shape of ['level', 'line'] as const) {
    for (const autocorrelation of autocorrelations) {
      const cost = segmentCost(blocks, shape, autocorrelation);
      for (const changes of candidateCuts(blocks.length, cost, autocorrelation === 0)) {
        const score = descriptionLength(blocks.length, changes, cost, shape, autocorrelation, floor);
        fits.push({ changes, shape, autocorrelation, score });
      }
    }
  }
  fits.sort((left, right) => left.score - right.score);
  const uncut = fits.find((fit) => fit.changes.length === 0) as MeanSegments;
  if (fits[0] === uncut) return [null, uncut];
  const gain = gainOverMemory(blocks);
  return [fits.find((fit) => fit.changes.length > 0 && gain(fit) >= 0) ?? null, uncut];
}

function varianceOf(values: readonly number[]): number {
  const mean = plainMean(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

/** Means of blocks of equal length; the last one takes the remaining points. */
function blockMeans(values: readonly number[], length: number): readonly number[] {
  if (length <= 1) return values;
  const count = Math.floor(values.length / length);
  return Array.from({ length: count }, (_, block) => {
    const inside = values.slice(block * length, block === count - 1 ? values.length : (block + 1) * length);
    return plainMean(inside);
  });
}

/**
 * The distinct best cuts along a falling path of penalties. The number of changes grows along it, so between
 * two penalties with as many changes there is nothing to find.
 */
function candidateCuts(count: number, cost: SegmentCost, prunes: boolean): number[][] {
  const uncut = cost(0, count);
  // A series that one fit explains to the last digit has nothing to cut.
  if (!(uncut > 0)) return [[]];
  const most = Math.min(maxChanges, count / 4);
  const cutsAt = (step: number) => {
    const penalty = penaltyStep ** step * uncut;
    const changes = optimalPartition({ count, cost, penalty, minLength, prunes });
    return changes.length > most ? null : changes;
  };
  const between = (first: number, few: number[], last: number, many: number[] | null): number[][] => {
    if (last - first < 2 || few.length === many?.length) return [];
    const middle = Math.floor((first + last) / 2);
    const cuts = cutsAt(middle);
    const before = between(first, few, middle, cuts);
    if (cuts === null) return before;
    const own = cuts.length === few.length || cuts.length === many?.length ? [] : [cuts];
    return [...before, ...own, ...between(middle, cuts, last, many)];
  };
  const end = cutsAt(penaltySteps);
  const inside = between(0, [], penaltySteps, end);
  return end === null || end.length === 0 ? [[], ...inside] : [[], ...inside, end];
}

/** The criterion of `segmentMeans`; smaller is better. The values have variance 1. */
function descriptionLength(
  count: number,
  changes: number[],
  cost: SegmentCost,
  shape: SegmentShape,
  autocorrelation: number,
  floor: number,
): number {
  const bounds = [0, ...changes, count];
  let squares = 0;
  for (let index = 1; index < bounds.length; index += 1) {
    squares += cost(bounds[index - 1] ?? 0, bounds[index] ?? 0);
  }
  const innovationShare = 1 - autocorrelation * autocorrelation;
  const fit = count * Math.log(squares / count + floor * innovationShare);
  const firstPoints = (changes.length + 1) * Math.log(innovationShare);
  const slopes = shape === 'line' ? lineWeight * (changes.length + 1) : 0;
  return fit - firstPoints + (changeWeight * changes.length + slopes) * Math.log(count);
}

/** Changes between blocks, each moved to where it explains the single points best: at most a block away. */
function refined(
  values: readonly number[],
  changes: number[],
  blockLength: number,
  shape: SegmentShape,
): number[] {
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

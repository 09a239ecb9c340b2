import { rateDifference, windowStrength } from './alarm-strength';
import { locationOf, spreadOf, tailOf } from './normal-scores';

/**
 * Compares the last 8, 16, ..., 512 points with all that came before them, in mean, spread and tail, at every point.
 *
 * What it measures. Points are score codes (normal-scores.ts). A point is recent first and joins the reference when it
 * leaves the recent stretch, which is as long as the reference until both have 512 points; so a change is never inside
 * its own reference while it is young, and the reference of a long calm series is all of it. For each window size the mean
 * score, the mean size of the scores and the share of outer scores are compared with the reference; the three z values
 * allow for the reference's own error (1/window + 1/reference).
 *
 * Autocorrelation. Means of neighbouring points vary more than independence says. How much more is measured on the
 * reference itself, on blocks of every window size, each size leaning on the next smaller one where blocks are few; the
 * factor divides z squared and is never below 1. It covers any kind of memory, also a season not yet learned.
 *
 * Cost: about 7 x 3 additions and comparisons per point. State: 512 codes and about 100 numbers; sums are exact.
 */
export const windowSizes = [8, 16, 32, 64, 128, 256, 512];
const largestWindow = 512;
/** So many blocks' worth of trust in the next smaller window's factor. */
const priorBlocks = 8;
/** So many points' worth of trust in the variance normal scores have by construction. */
const priorPoints = 32;
/** A variance is never taken to be smaller than this share of the normal one: a near-constant metric has unknown noise. */
const leastVariance = 0.3;
const normalSpreadVariance = 1 - 2 / Math.PI;
/** Fewer independent points than this in a window have no bell curve: spread and tail need as many. */
const leastIndependent = 6;

/** One feature of the scores: running window sums, reference sums, block sums for the autocorrelation. */
export type Feature = {
  windowSums: number[];
  sum: number;
  squares: number;
  /** Sum of the block of 8 under way, and for every size the first half of the next larger block. */
  partial: number;
  halves: number[];
  blockSquares: number[];
  blockCounts: number[];
  /** Refreshed every few points: mean of the reference, and 1 / variance of a window's difference from it. */
  mean: number;
  precisions: number[];
  /** What autocorrelation multiplies the variance of a window's mean by, at least 1. */
  factors: number[];
};

export type WindowBank = {
  /** The recent codes, a ring; `next` is where the coming one goes. */
  codes: number[];
  next: number;
  recentCount: number;
  referenceCount: number;
  location: Feature;
  spread: Feature;
  tailSums: number[];
  tailCount: number;
};

const zeros = () => windowSizes.map(() => 0);

function freshFeature(): Feature {
  return {
    windowSums: zeros(),
    sum: 0,
    squares: 0,
    partial: 0,
    halves: zeros(),
    blockSquares: zeros(),
    blockCounts: zeros(),
    mean: 0,
    precisions: zeros(),
    factors: zeros(),
  };
}

export function freshBank(): WindowBank {
  return {
    codes: [],
    next: 0,
    recentCount: 0,
    referenceCount: 0,
    location: freshFeature(),
    spread: freshFeature(),
    tailSums: zeros(),
    tailCount: 0,
  };
}

function refer(feature: Feature, score: number, count: number): void {
  feature.sum += score;
  feature.squares += score * score;
  feature.partial += score;
  if (count % 8 !== 0) return;
  let block = feature.partial;
  feature.partial = 0;
  const mean = feature.sum / count;
  for (let index = 0; index < windowSizes.length; index += 1) {
    const size = windowSizes[index] as number;
    if (count >= 2 * size) {
      const distance = block / size - mean;
      // A block is part of the mean it is compared with, which takes size/count off its variance.
      feature.blockSquares[index] =
        (feature.blockSquares[index] as number) + (distance * distance * size) / (1 - size / count);
      feature.blockCounts[index] = (feature.blockCounts[index] as number) + 1;
    }
    if ((count / size) % 2 !== 0) {
      feature.halves[index] = block;
      return;
    }
    block += feature.halves[index] as number;
  }
}

function refresh(feature: Feature, count: number, normalVariance: number): void {
  feature.mean = feature.sum / count;
  const squares = feature.squares - feature.sum * feature.mean;
  const variance = Math.max(
    (squares + priorPoints * normalVariance) / (count + priorPoints),
    leastVariance * normalVariance,
  );
  let factor = 1;
  for (let index = 0; index < windowSizes.length; index += 1) {
    const size = windowSizes[index] as number;
    const blocks = feature.blockCounts[index] as number;
    factor =
      (priorBlocks * factor + (feature.blockSquares[index] as number) / variance) / (priorBlocks + blocks);
    const used = Math.max(1, factor);
    feature.factors[index] = used;
    feature.precisions[index] = 1 / (variance * used * (1 / size + 1 / count));
  }
}

/** Takes one code into the reference. */
export function addToReference(bank: WindowBank, code: number): void {
  bank.referenceCount += 1;
  const count = bank.referenceCount;
  refer(bank.location, locationOf[code] as number, count);
  refer(bank.spread, spreadOf[code] as number, count);
  bank.tailCount += tailOf[code] as number;
}

/** Makes the comparisons up to date with the reference; needed after `addToReference`. */
export function refreshBank(bank: WindowBank): void {
  refresh(bank.location, bank.referenceCount, 1);
  refresh(bank.spread, bank.referenceCount, normalSpreadVariance);
}

/** Takes one recent code in; the oldest joins the reference when there are as many recent ones as there may be. */
export function addToBank(bank: WindowBank, code: number): void {
  const { codes, next, location, spread, tailSums } = bank;
  const most = Math.min(bank.referenceCount, largestWindow);
  const oldest = codes[(next - bank.recentCount + largestWindow) % largestWindow] as number;
  const locationScore = locationOf[code] as number;
  const spreadScore = spreadOf[code] as number;
  const tailScore = tailOf[code] as number;
  for (let index = 0; index < windowSizes.length; index += 1) {
    const size = windowSizes[index] as number;
    let locationChange = locationScore;
    let spreadChange = spreadScore;
    let tailChange = tailScore;
    // A window that is not full yet holds all recent points, and loses the one that joins the reference.
    if (bank.recentCount >= size || bank.recentCount >= most) {
      const back = Math.min(size, bank.recentCount);
      const leaving = codes[(next - back + largestWindow) % largestWindow] as number;
      locationChange -= locationOf[leaving] as number;
      spreadChange -= spreadOf[leaving] as number;
      tailChange -= tailOf[leaving] as number;
    }
    location.windowSums[index] = (location.windowSums[index] as number) + locationChange;
    spread.windowSums[index] = (spread.windowSums[index] as number) + spreadChange;
    tailSums[index] = (tailSums[index] as number) + tailChange;
  }
  codes[next] = code;
  bank.next = (next + 1) % largestWindow;
  if (bank.recentCount < most) {
    bank.recentCount += 1;
    return;
  }
  addToReference(bank, oldest);
  if (bank.referenceCount % 8 === 0) refreshBank(bank);
}

/** Which sides of the mean are watched. */
export type Sides = 'up' | 'down' | 'both';

/** Natural logarithms of size times share, for every window size, of each chart. */
export interface ChartWeights {
  up: number[];
  down: number[];
  spread: number[];
  tail: number[];
}

/** What stands out most; one object, reused. */
export const finding = { strength: 0, windowSize: 0, chart: 'none' as 'none' | 'mean' | 'spread' | 'tail' };

function propose(chart: 'mean' | 'spread' | 'tail', strength: number, size: number): void {
  if (strength <= finding.strength) return;
  finding.strength = strength;
  finding.windowSize = size;
  finding.chart = chart;
}

/** Squares of z below this are not worth a logarithm: no budget makes them an alarm. */
const worthALook = 6;

/** Looks over all windows of a real-valued series. */
export function judgeScores(bank: WindowBank, weights: ChartWeights, sides: Sides): void {
  finding.strength = 0;
  finding.chart = 'none';
  finding.windowSize = 8;
  const { location, spread, tailSums, tailCount, referenceCount, recentCount } = bank;
  const tailShare = tailCount / referenceCount;
  for (let index = 0; index < windowSizes.length; index += 1) {
    const size = windowSizes[index] as number;
    if (size > recentCount) return;
    const distance = (location.windowSums[index] as number) / size - location.mean;
    const meanSquared = distance * distance * (location.precisions[index] as number);
    if (meanSquared > worthALook && (sides === 'both' || distance > 0 === (sides === 'up'))) {
      const side = distance > 0 ? weights.up : weights.down;
      propose('mean', windowStrength(meanSquared, side[index] as number), size);
    }
    if (size < leastIndependent * (spread.factors[index] as number)) continue;
    const wider = (spread.windowSums[index] as number) / size - spread.mean;
    const spreadSquared = wider * wider * (spread.precisions[index] as number);
    if (spreadSquared > worthALook) {
      propose('spread', windowStrength(spreadSquared, weights.spread[index] as number), size);
    }
    const inTail = tailSums[index] as number;
    if (inTail > 3 && inTail > 2 * tailShare * size) {
      const squared = rateDifference(inTail, size, tailCount, referenceCount);
      propose(
        'tail',
        windowStrength(squared / (spread.factors[index] as number), weights.tail[index] as number),
        size,
      );
    }
  }
}

/**
 * How many of the last points belong to the change that is being seen: the split that sets the recent scores furthest
 * apart from the reference, by the chart that saw it (maximum likelihood for a step).
 */
export function changeLength(bank: WindowBank, chart: 'mean' | 'spread' | 'tail'): number {
  const { codes, next, recentCount } = bank;
  const feature = chart === 'mean' ? bank.location : bank.spread;
  const scores = chart === 'mean' ? locationOf : spreadOf;
  let sum = 0;
  let best = 0;
  let bestLength = 1;
  for (let length = 1; length <= recentCount; length += 1) {
    const code = codes[(next - length + largestWindow) % largestWindow] as number;
    sum += (scores[code] as number) - feature.mean;
    const gain = (sum * sum) / length;
    if (gain > best) {
      best = gain;
      bestLength = length;
    }
  }
  return bestLength;
}

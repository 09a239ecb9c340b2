import { fitAutoregression } from './autoregression';
import { optimalPartition } from './optimal-partition';
import { seededRandom } from './seeded-random';
import { segmentCost } from './segment-cost';
import { describeUncut, memoryDescription, type SegmentFit, segmentResiduals } from './segment-fit';
import { standardised } from './standardised';
import { winsorised } from './winsorised';

/** What each change has to save beyond what memory alone explains, in units of log n. */
export const changeGain = 3;
/** Calm series like the given one: this many in random order, one of which may gain as much. */
const shuffles = 39;
/** And this many with the same memory. */
const imitationCount = 19;
/**
 * Noise counts as at least this share of the variance; otherwise a series of few values would be fitted
 * exactly.
 */
const noiseShare = 0.045;
/** With fewer points there are too few orders of the values to compare with. */
const minShuffled = 12;
/** The memory of shorter series is not known well enough to imitate it. */
const minImitated = 100;
/**
 * From here on the memory of the whole series is imitated: a few changes can no longer be mistaken for it.
 */
const minWhole = 300;
const maxWarmUp = 200;

type Describe = (residuals: Float64Array) => number;

/** `n log(variance + floor)`: the description length of noise without memory. */
function plainDescription(residuals: Float64Array): number {
  let squares = 0;
  for (const residual of residuals) squares += residual * residual;
  return residuals.length * Math.log(squares / residuals.length + noiseShare);
}

/** What changes save compared with none, in units of log n, less what they cost. */
function gainOf(values: ArrayLike<number>, fit: SegmentFit, uncut: number, describe: Describe): number {
  const saved = uncut - describe(segmentResiduals(values, fit));
  return saved / Math.log(values.length) - changeGain * fit.changes.length;
}

/**
 * Whether changes explain more than memory does: with an autoregression of order up to 3 around the segments,
 * compared with one around a single level or line, every change must save 3 log n of description length.
 *
 * @param values of mean 0 and variance 1, at least 6. Cost O(n).
 */
export function gainOverMemory(values: ArrayLike<number>): (fit: SegmentFit) => number {
  const { description } = describeUncut(values, memoryDescription);
  return (fit) => gainOf(values, fit, description, memoryDescription);
}

/**
 * Whether calm series like this one would be cut less clearly. Two kinds of calm series are made and searched
 * for changes the quick way (levels and lines without memory):
 *
 * 1. The values in random order: the same tails, ties and rare events, without memory. From 12 points on; one
 *    of 39 may gain as much as the series does.
 * 2. An autoregression of shuffled innovations, from 100 points on. Below 300 points it has the memory that
 *    is left after the changes, and three of 19 may gain as much; from 300 points on it has the memory of the
 *    whole series, and none may.
 *
 * @param raw finite, in time order, at least 6.
 * @returns true for at most about 5 % of series whose values are exchangeable. The draws are seeded.
 *
 * Cost: a search with pruning for each replicate, up to the first that gains as much. Reference: Davison and
 * Hinkley, "Bootstrap Methods and their Application" (1997), 4.2 and 8.2.
 */
export function standsOut(raw: readonly number[], fit: SegmentFit): boolean {
  if (raw.length < minShuffled) return true;
  const values = standardised(winsorised(raw));
  const random = seededRandom('segments');
  const passes = (describe: Describe, count: number, most: number, replicate: () => number[]) => {
    const own = gainOf(values, fit, describeUncut(values, describe).description, describe);
    const gain = Math.max(own, bestGain(values, describe));
    let exceeded = 0;
    for (let round = 0; round < count && exceeded <= most; round += 1)
      if (bestGain(standardised(replicate()), describe) >= gain) exceeded += 1;
    return exceeded <= most;
  };
  if (!passes(plainDescription, shuffles, 1, () => shuffled(values, random))) return false;
  return (
    raw.length < minImitated ||
    passes(memoryDescription, imitationCount, raw.length < minWhole ? 3 : 0, imitations(values, fit, random))
  );
}

function shuffled(values: ArrayLike<number>, random: () => number): number[] {
  const order = Array.from(values);
  for (let index = order.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [order[index], order[other]] = [order[other] as number, order[index] as number];
  }
  return order;
}

/** Calm series with the memory and the innovations that are left after the changes. */
function imitations(raw: readonly number[], fit: SegmentFit, random: () => number): () => number[] {
  const rest = segmentResiduals(raw, describeUncut(raw, memoryDescription));
  const residuals = raw.length < minWhole ? segmentResiduals(raw, fit) : rest;
  const { coefficients, innovations } = fitAutoregression(residuals);
  return () => {
    const order = shuffled(innovations, random);
    const warmUp = coefficients.length === 0 ? 0 : Math.min(raw.length, maxWarmUp);
    const series: number[] = [];
    for (let index = 0; index < raw.length + warmUp; index += 1) {
      let value = order[index % order.length] as number;
      for (const [back, coefficient] of coefficients.entries())
        value += coefficient * (series[index - 1 - back] ?? 0);
      series.push(value);
    }
    return series
      .slice(warmUp)
      .map((value, index) => value + (raw[index] as number) - (rest[index] as number));
  };
}

/** The largest gain of changes of levels or lines without memory on a series. */
function bestGain(values: readonly number[], describe: Describe): number {
  const { description } = describeUncut(values, describe);
  const count = values.length;
  let best = Number.NEGATIVE_INFINITY;
  for (const shape of ['level', 'line'] as const) {
    const cost = segmentCost(values, shape, 0);
    const uncut = cost(0, count);
    if (!(uncut > 0)) continue;
    let seen = 0;
    const dearest = Math.min(0.6, (changeGain * Math.log(count)) / count);
    for (const part of [1, 0.5, 0.25]) {
      const penalty = part * dearest * uncut;
      const changes = optimalPartition({ count, cost, penalty, minLength: 3, prunes: true });
      if (changes.length > Math.min(30, count / 4)) break;
      if (changes.length === seen) continue;
      seen = changes.length;
      best = Math.max(best, gainOf(values, { changes, shape }, description, describe));
    }
  }
  return best;
}

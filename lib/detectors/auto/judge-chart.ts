import { differenceVariance, longRunFactor, type Memory } from '../../stats/memory';
import { windowStrength } from './alarm-strength';
import { memoryOf, scores, unroll } from './chart-memory';
import { codesPerSd } from './normal-scores';
import { chartSize, distanceOf, type ScoreChart, sumOfLast, windowCount, windowSizes } from './score-chart';

/**
 * Whether the last values of a chart differ from all before them: two samples by normal scores, at every
 * split. Nothing is set aside as a reference, so it judges from about a dozen values on, and a change inside
 * what it has learned from is found.
 *
 * `glance` looks at 13 windows with the memory as it was lately. `examine`, before an alarm and now and then,
 * finds the split that separates both sides most and measures memory inside them. The threshold allows for
 * the uncertainty: for every possible memory the rarity of the difference is computed, and the results are
 * averaged by how likely the memories are; few values count as such by a likelihood ratio (Student); skewed
 * values by Cornish and Fisher.
 */

/** Natural logarithms of size times share of the budget, for every window size. */
export interface ChartWeights {
  up: readonly number[];
  down: readonly number[];
}

/** How a chart is judged. */
export interface Scrutiny {
  weights: ChartWeights;
  /** Factor on variances for what is not known about the season. */
  extra: number;
  /** Standard errors subtracted from a slow part; see `fitMemory`. */
  discount: number;
  /** Fewest values that may be a change. */
  minSize: number;
}

/** Fewest values on the older side of a split. */
const minBefore = 12;
/**
 * Splits are searched from here on, so that one between two parts of too few values is not taken for another.
 */
const minSplit = 4;
/** Squares of z below this are not worth a logarithm. */
const worthALook = 12;
/** With memory only a third of the values count towards the variance. */
const slowShare = 3;
const maxStrength = 300;
const longStretch = 512;
/**
 * A window is examined whenever an eighth of it is new, the smallest at every other value: powers of two,
 * minus 1.
 */
const strides = windowSizes.map((size) => 2 ** Math.max(1, Math.floor(Math.log2(size / 8))) - 1);

/** What stands out most; one object, reused. */
export const finding = { strength: 0, size: 0 };

/** The square of z on the scale of a likelihood ratio with this many independent values. */
function ratioSquared(squared: number, effective: number): number {
  return effective * Math.log1p(squared / effective);
}

function remember(chart: ScoreChart, memories: readonly Memory[]): void {
  let likely = memories[0] as Memory;
  chart.longFactor = 0;
  chart.neighbourCorrelation = 0;
  for (const memory of memories) {
    if (memory.weight > likely.weight) likely = memory;
    const { white, slow, decay, weight } = memory;
    chart.longFactor += weight * longRunFactor(memory);
    chart.neighbourCorrelation += (weight * slow * decay) / (white + slow);
  }
  for (let index = 0; index < windowCount; index += 1) {
    const size = windowSizes[index] as number;
    chart.variances[index] = differenceVariance(likely, size, Math.max(minBefore, chart.count - size));
  }
  chart.refreshAt = chart.count + Math.max(4, Math.min(512, chart.count >> 3));
}

/** Windows are examined at every other value, in a long segment at every fourth. */
const maskOf = (count: number) => (count < longStretch ? 1 : 3);

/** Whether a glance would see nothing new. */
export function isAsBefore({ count, refreshAt }: ScoreChart): boolean {
  return (count & maskOf(count)) !== 0 && count < refreshAt;
}

/** A first look, O(windows): how rare the most striking window is. */
export function glance(chart: ScoreChart, scrutiny: Scrutiny): typeof finding {
  const { count, variances, strengths } = chart;
  if (count >= chart.refreshAt) examine(chart, scrutiny);
  const mask = maskOf(count);
  if ((count & mask) === 0) {
    const { weights, extra, minSize } = scrutiny;
    const effective = Math.max(2, Math.min(count, chartSize) - 2);
    let most = 0;
    chart.strongestSize = 0;
    let isDue = true;
    for (let index = 0; index < windowCount; index += 1) {
      const size = windowSizes[index] as number;
      if (count - size < minBefore) break;
      // Strides grow with the windows: if one is not due, neither are the larger ones.
      isDue = isDue && (count & (strides[index] as number)) === 0;
      if (isDue) {
        const distance = distanceOf(chart, sumOfLast(chart, size), size);
        const squared = (distance * distance) / (extra * (variances[index] as number));
        strengths[index] = 0;
        if (squared >= worthALook && size >= minSize) {
          const weight = (distance > 0 ? weights.up : weights.down)[index] as number;
          strengths[index] = windowStrength(ratioSquared(squared, effective), weight);
        }
      }
      if ((strengths[index] as number) > most) {
        most = strengths[index] as number;
        chart.strongestSize = size;
      }
    }
    chart.strongest = most;
  }
  finding.size = chart.strongestSize;
  finding.strength = chart.strongest;
  return finding;
}

/** The length of the end that lies furthest from all before it, compared as independent values. */
function likeliestSize(chart: ScoreChart, kept: number, minSize: number): number {
  const { count } = chart;
  const sum = chart.sum / codesPerSd;
  let tail = 0;
  let best = 0;
  const shortest = minSize > (windowSizes[0] as number) ? minSize : minSplit;
  let size = Math.min(minSize, kept);
  for (let length = 1; length <= Math.min(kept, count - minBefore); length += 1) {
    tail += scores[kept - length] as number;
    if (length < shortest) continue;
    const before = count - length;
    const gain = (tail / length - (sum - tail) / before) ** 2 / (1 / length + 1 / before);
    if (gain > best) {
      best = gain;
      size = length;
    }
  }
  return size;
}

/** Mean cube of the scores around the means of both sides of a split. */
function thirdMoment(kept: number, split: number): number {
  let first = 0;
  let last = 0;
  for (let index = 0; index < split; index += 1) first += scores[index] as number;
  for (let index = split; index < kept; index += 1) last += scores[index] as number;
  const before = first / Math.max(1, split);
  const after = last / Math.max(1, kept - split);
  let cubes = 0;
  for (let index = 0; index < kept; index += 1) {
    const distance = (scores[index] as number) - (index < split ? before : after);
    cubes += distance * distance * distance;
  }
  return cubes / kept;
}

/** The weight of a size between two windows: that of the smaller. */
export function weightAt(weights: readonly number[], size: number): number {
  let index = 0;
  while (index + 1 < windowCount && (windowSizes[index + 1] as number) <= size) index += 1;
  return weights[index] as number;
}

/**
 * The careful look, O(values kept): how rare the most striking split is, with the memory inside its two
 * sides.
 * @returns the strength, and how many of the last values belong to the change.
 */
export function examine(chart: ScoreChart, { weights, extra, discount, minSize }: Scrutiny): typeof finding {
  const kept = unroll(chart);
  const size = likeliestSize(chart, kept, minSize);
  const memories = memoryOf(chart, kept, kept - size, discount);
  remember(chart, memories);
  finding.size = size;
  finding.strength = 0;
  const before = chart.count - size;
  if (before < minBefore || size < minSize) return finding;
  let own = 0;
  for (let index = kept - size; index < kept; index += 1) own += scores[index] as number;
  const distance = distanceOf(chart, own * codesPerSd, size);
  const weight = weightAt(distance > 0 ? weights.up : weights.down, size);
  const third = thirdMoment(kept, kept - size) * (1 / size ** 2 - 1 / before ** 2) * Math.sign(distance);
  let rate = 0;
  for (const memory of memories) {
    const variance = extra * differenceVariance(memory, size, before);
    const effective = Math.max(2, kept / (memory.slow > 0 ? slowShare : 1) - 2);
    let z = Math.abs(distance) / Math.sqrt(variance);
    // Means of few values that are mostly the same and rarely large are skewed themselves.
    const skew = third / variance ** 1.5 / 6;
    if (skew > 1e-6) z = (Math.sqrt(1 + 4 * skew * (z + skew)) - 1) / (2 * skew);
    rate += memory.weight * 10 ** -windowStrength(ratioSquared(z * z, effective), weight);
  }
  finding.strength = rate > 0 ? Math.min(maxStrength, -Math.log10(rate)) : maxStrength;
  return finding;
}

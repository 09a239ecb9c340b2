import { stepEvidence } from '../../stats/step-evidence';
import { windowStrength } from './alarm-strength';
import { scores, unroll, varianceOf } from './chart-memory';
import { type Scrutiny, weightAt } from './judge-chart';
import { codesPerSd } from './normal-scores';
import type { ScoreChart } from './score-chart';

/*
 * The last check before an alarm. `examine` measures memory on both sides of the likeliest split, so that a
 * change does not look like memory; but then a slow wave looks like a change. Here a step has to explain the
 * values better than any memory does without one.
 */

/** Fewer values before the split do not determine their variance. */
const minKnown = 12;
/** The variance of the newer side starts as if this many of its values had that of the older side. */
const ownCount = 5;

/** What `confirm` found. */
export interface Confirmation {
  /** How rare the difference would be; see alarm-strength.ts. */
  strength: number;
  /** The probability that the values have no level at all, if they have not changed. */
  wandering: number;
}

/**
 * By how much the difference of the two means varies more than it would if both sides varied alike: noise
 * that comes in clusters makes the mean of a lively time uncertain (Welch, Biometrika 34, 1947). At least 1.
 */
function unequalFactor(kept: number, size: number, before: number): number {
  const split = kept - size;
  const old = split > minKnown ? varianceOf(0, split) : 1;
  const own = (size * varianceOf(split, kept) + ownCount * old) / (size + ownCount);
  const common = (Math.min(before, kept) * old + size * own) / (Math.min(before, kept) + size);
  return Math.max(1, (own / size + old / before) / (common / size + common / before));
}

/**
 * Whether the last `size` values of a chart are on another level or have wandered there. O(values kept),
 * about 0.3 ms.
 * @param memoryPrior the prior probability that the values have memory at all.
 */
export function confirm(
  chart: ScoreChart,
  { weights, extra }: Scrutiny,
  size: number,
  memoryPrior: number,
): Confirmation {
  const kept = unroll(chart);
  const split = kept - size;
  let first = 0;
  let last = 0;
  for (let index = 0; index < split; index += 1) first += scores[index] as number;
  for (let index = split; index < kept; index += 1) last += scores[index] as number;
  const before = chart.count - size;
  const remaining = chart.sum / codesPerSd - last;
  const olderCount = chart.count - kept;
  const older = { count: olderCount, mean: olderCount > 0 ? (remaining - first) / olderCount : 0 };
  const { squared, wandering } = stepEvidence(scores, kept, size, older, memoryPrior);
  const weight = weightAt(last / size > remaining / before ? weights.up : weights.down, size);
  const strength = windowStrength(squared / (extra * unequalFactor(kept, size, before)), weight);
  return { strength, wandering };
}

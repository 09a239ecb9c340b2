import { patternAt, seasonOf } from '../stats/daily-season';
import { normalSurvival, studentSurvival } from '../stats/distributions';
import { effectiveCount } from '../stats/effective-count';
import { elementAt } from '../stats/element-at';
import { orderedQuantile } from '../stats/quantile';
import { durationOf } from './describe-calibration';

/** The values of a stretch of time, in short. */
export interface SampleSummary {
  readonly count: number;
  /** How many independent values they are worth; see effective-count.ts. */
  readonly effectiveCount: number;
  readonly mean: number;
  /** Sample standard deviation; `null` with fewer than two values. */
  readonly sd: number | null;
  readonly min: number;
  readonly max: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** Beyond this a square overflows. */
const widest = 1e150;
const bounded = (value: number) => Math.max(-widest, Math.min(widest, value));

/**
 * @param values finite, in time order; those beyond ±1e150 count as that. `null` without values. Cost O(n log
 * n).
 */
export function summarise(values: ArrayLike<number>): SampleSummary | null {
  const count = values.length;
  if (count === 0) return null;
  const own = Float64Array.from(values, bounded);
  const ordered = Array.from(own).sort((a, b) => a - b);
  const { mean, variance } = momentsOf(own);
  return {
    count,
    effectiveCount: effectiveCount(own),
    mean,
    sd: count > 1 ? Math.sqrt(variance) : null,
    min: elementAt(ordered, 0),
    max: elementAt(ordered, count - 1),
    p10: orderedQuantile(ordered, 0.1),
    p50: orderedQuantile(ordered, 0.5),
    p90: orderedQuantile(ordered, 0.9),
  };
}

function momentsOf(values: Float64Array): { mean: number; variance: number } {
  let mean = 0;
  let squares = 0;
  for (const [index, value] of values.entries()) {
    const distance = value - mean;
    mean += distance / (index + 1);
    squares += distance * (value - mean);
  }
  return { mean, variance: squares / Math.max(1, values.length - 1) };
}

export interface Difference {
  /** Second mean less first. */
  readonly diff: number;
  /**
   * The 95 % interval by Welch, with the effective counts in place of the counts; `null` where one side has
   * no spread to tell.
   */
  readonly lower: number | null;
  readonly upper: number | null;
  /** `diff` in pooled standard deviations (Cohen's d); `null` without spread. */
  readonly effect: number | null;
}

/** How far the means of two stretches are apart. */
export function differenceOf(first: SampleSummary, second: SampleSummary): Difference {
  const diff = second.mean - first.mean;
  if (first.sd === null || second.sd === null) return { diff, lower: null, upper: null, effect: null };
  const firstPart = first.sd ** 2 / first.effectiveCount;
  const secondPart = second.sd ** 2 / second.effectiveCount;
  const error = Math.sqrt(firstPart + secondPart);
  const pooled = Math.sqrt(
    ((first.count - 1) * first.sd ** 2 + (second.count - 1) * second.sd ** 2) /
      Math.max(1, first.count + second.count - 2),
  );
  const effect = pooled > 0 ? diff / pooled : null;
  if (!(error > 0)) return { diff, lower: diff, upper: diff, effect };
  const freedom =
    error ** 4 /
    (firstPart ** 2 / Math.max(1, first.effectiveCount - 1) +
      secondPart ** 2 / Math.max(1, second.effectiveCount - 1));
  const reach = studentQuantile(0.025, Math.max(1, freedom)) * error;
  return { diff, lower: diff - reach, upper: diff + reach, effect };
}

/** The t that is exceeded with a probability, by halving. */
function studentQuantile(probability: number, freedom: number): number {
  let [low, high] = [0, 1000];
  for (let round = 0; round < 60; round += 1) {
    const middle = (low + high) / 2;
    if (studentSurvival(middle, freedom) > probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Counts of several samples in common bins of equal width; `edges` are one more than the bins. */
export interface CommonHistogram {
  readonly edges: number[];
  readonly counts: number[][];
}

/**
 * @param bins how many, 1 and up; by default as Freedman and Diaconis choose for all values together, 5 to
 * 40.
 * @returns `null` when there are no values; one bin when all are the same.
 */
export function commonHistogram(
  samples: readonly ArrayLike<number>[],
  bins?: number,
): CommonHistogram | null {
  const all = samples.flatMap((values) => Array.from(values, bounded)).sort((a, b) => a - b);
  const [low, high] = [all[0], all.at(-1)];
  if (low === undefined || high === undefined) return null;
  const width = (2 * (orderedQuantile(all, 0.75) - orderedQuantile(all, 0.25))) / Math.cbrt(all.length);
  const chosen = width > 0 ? Math.ceil((high - low) / width) : 10;
  const count = high > low ? (bins ?? Math.max(5, Math.min(40, chosen))) : 1;
  const at = (edge: number) => low + ((high - low) * edge) / count;
  const edges = Array.from({ length: count + 1 }, (_, edge) => (edge === count ? high : at(edge)));
  const counts = samples.map((values) => {
    const own = new Array<number>(count).fill(0);
    for (const value of Array.from(values, bounded)) {
      const share = high > low ? (value - low) / (high - low) : 0;
      const bin = Math.min(count - 1, Math.floor(share * count));
      own[bin] = elementAt(own, bin) + 1;
    }
    return own;
  });
  return { edges, counts };
}

export interface ChanceOfShift {
  /** How often a mean of so many values is that far off by chance, in points between such means. */
  readonly points: number;
  readonly ms: number;
  readonly sentence: string;
}

interface ShiftFound {
  shift: number;
  beforeCount: number;
  afterCount: number;
  spacingMs: number;
  tsMs?: readonly number[];
}

/** Fewer independent values, such as those of a ramp, do not tell how far a mean is off by chance. */
const minIndependent = 20;
const yearMs = 31_557_600_000;
const longestMs = 100 * yearMs;

/** The values apart from their hours of the day or week; null where they show no season. */
function withoutSeason(values: ArrayLike<number>, tsMs: readonly number[]): number[] | null {
  const pattern = seasonOf(values, tsMs);
  return pattern && Array.from(values, (value, index) => value - patternAt(pattern, elementAt(tsMs, index)));
}

/**
 * How often a shift as large as one that was found comes by chance: normal means of windows of `afterCount`
 * values, which are as independent as those before. A rough figure: the spread of the values before is taken
 * for known, and what is never seen before a shift (another season, a heavier tail) is not allowed for.
 *
 * @param shift of the means, in the metric's unit
 * @param tsMs times of the values before, if the shift leaves out a season, which is then taken out of them
 * @returns `null` when the values before do not vary, are worth fewer than 20 independent ones, or do not
 *   show the season
 */
export function chanceOfShift(
  before: ArrayLike<number>,
  { shift, beforeCount, afterCount, spacingMs, tsMs }: ShiftFound,
): ChanceOfShift | null {
  const compared = tsMs === undefined ? before : withoutSeason(before, tsMs);
  const summary = compared && summarise(compared);
  if (summary === null || summary.sd === null || !(summary.sd > 0) || afterCount < 1) return null;
  if (summary.effectiveCount < minIndependent) return null;
  const worth = summary.effectiveCount / summary.count;
  const error =
    summary.sd * Math.sqrt(1 / Math.max(1, beforeCount * worth) + 1 / Math.max(1, afterCount * worth));
  const share = 2 * normalSurvival(Math.abs(shift) / error);
  const points = Math.max(1, afterCount) / Math.max(share, Number.MIN_VALUE);
  const ms = points * spacingMs;
  const often = ms > longestMs ? 'less than once in 100 years' : `about once in ${durationOf(ms)}`;
  return { points, ms: Math.min(ms, longestMs), sentence: `A change this large comes by chance ${often}.` };
}

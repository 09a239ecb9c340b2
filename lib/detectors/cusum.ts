import { z } from 'zod';
import { clampFinite } from '../stats/clamp-finite';
import { mean, nextMean } from '../stats/mean';
import {
  addToMoments,
  emptyMoments,
  momentsMean,
  momentsStandardDeviation,
  type RunningMoments,
} from '../stats/running-moments';
import { tabularCusumStep } from '../stats/tabular-cusum';
import type { DetectorMethod, DetectorWindows, Level, MetricTraits, Reading, WindowSpan } from './types';

/** While a drift lasts it is held until the sum is back at this share of the threshold, so it does not flicker. */
const releaseRatio = 0.5;
/** A sum grows to this multiple of the threshold and no further, so that the end of a long drift is seen soon. */
const capRatio = 1.5;
/** One standard deviation of a constant reference, as a share of its level: the noise of such a metric is unknown. */
const constantReferenceShare = 1e-3;
/** A standard deviation below this share of the level is rounding, not noise. */
const roundingShare = 1e-12;
/** Stands for the standard deviation when even the level is 0: then every other value counts as a full change. */
const smallestUnit = 1e-150;
/** Half-width of the band of ordinary values, in standard deviations of the reference. */
const bandWidth = 3;
/** How many of the last points the delta is about while no change is under way. */
const recentSize = 8;

/**
 * Two-sided tabular CUSUM on values standardised by a learned reference: small changes of the level that last.
 *
 * What it measures. The first `reference_size` points teach mean and standard deviation (sd, n - 1); then they stand
 * still. Every later point gives its distance from that mean in sd, cut at `outlier_limit`; two sums gather what exceeds
 * `slack` upwards and downwards, never below 0. The statistic is the larger watched sum, in sd; drift above `threshold`,
 * warning above `warning_ratio * threshold`. Blind to changes of spread alone, and to levels that move with a season.
 *
 * Held and capped, unlike the textbook, which resets after an alarm or not at all: a sum stops growing at 1.5 times the
 * threshold, and a drift lasts until the sum is back at half of it. While it lasts the reading's threshold is that half.
 * A full recovery is so seen within `threshold / slack` points (30 by default), however long the drift was. Up to the
 * cap and the outlier limit the sums are the textbook's to the last digit.
 *
 * Direction. `worse` watches the side that is worse for the metric: falls if higher is better, rises if lower is; a
 * two-sided metric is watched on both sides, as is every metric under `both`.
 *
 * Params.
 *   reference_size: points, 2 to 100000, default 50. Bigger: longer blind at the start, but fewer false alarms, since
 *     most of those come from a mean that was learned from too little.
 *   threshold: sd, above 0 to 1e6, default 15. Bigger: rarer and later alarms. Calibration solves for this one.
 *   slack: sd, 0 to 100, default 0.5. A lasting shift smaller than this is never found; one of twice the slack is the
 *     one found fastest for a given rate of false alarms.
 *   warning_ratio: share of the threshold, 0 to 1, default 0.7; 1 gives no warnings.
 *   outlier_limit: sd, above 0 to 1e6, default 4. Must be above `slack`, or no point could ever add anything.
 *   direction: `worse` (default) or `both`; see above.
 *
 * Defaults: 1,000 seeded streams of 1,000 independent standard normal points, reference learned from the first 50,
 * have an alarm in 2.8 % with both sides watched and in 1.3 % with one. The textbook's threshold of 5 has one in 88 % and
 * 61 %. A fall of 1 sd after 100 calm points is found after 27 points (median; 95th percentile 65), one of 2 sd after 10
 * (16). Autocorrelated metrics alarm more often.
 *
 * Input. Values in time order; spacing plays no part, so gaps and equal times are ordinary. Short: `insufficient_data`
 * for all of the reference. Constant reference: its noise is unknown, so 0.1 % of its level counts as one sd, and at
 * level 0 any other value is as far away as counts. The same constant stays at statistic 0 for ever; a lasting change
 * of 0.4 % and more is found after `threshold / (outlier_limit - slack)`, by default 5, points. Ties: nothing special.
 * Outliers: one alone adds at most `outlier_limit - slack`, 3.5 of 15 by default; those inside the reference widen it and
 * make the method duller. Huge values stay finite, see running-moments.ts.
 *
 * The onset is the first point after the leading sum was last 0; the delta is the mean since then minus the reference
 * mean, signed, while drift or warning lasts, otherwise that of the last 8 points. The band is the reference mean
 * plus and minus 3 sd, the strip of ordinary single values.
 *
 * Cost O(1) per update. State: about 30 numbers and the last 8 points, whatever the params.
 * Where from: Page, "Continuous inspection schemes", Biometrika 41 (1954); tests hold textbook sums and alarms.
 */
const paramsSchema = z
  .strictObject({
    reference_size: z.int().min(2).max(100_000).default(50).meta({
      title: 'Reference size',
      description:
        'How many of the first points teach the ordinary level and noise; nothing is judged until then.',
      unit: 'points',
    }),
    threshold: z.number().gt(0).max(1e6).default(15).meta({
      title: 'Threshold',
      description: 'Drift when the accumulated deviation exceeds this. Higher: rarer alarms, later ones.',
      unit: 'standard deviations',
    }),
    slack: z.number().min(0).max(100).default(0.5).meta({
      title: 'Slack',
      description: 'Deviation every point is allowed for free; half of the smallest shift worth finding.',
      unit: 'standard deviations',
    }),
    warning_ratio: z.number().min(0).max(1).default(0.7).meta({
      title: 'Warning ratio',
      description: 'Warn from this share of the threshold on. 1: no warnings.',
      unit: 'share of the threshold',
    }),
    outlier_limit: z.number().gt(0).max(1e6).default(4).meta({
      title: 'Outlier limit',
      description: 'A single point counts for at most this much, so that one wild value is no drift.',
      unit: 'standard deviations',
    }),
    direction: z.enum(['worse', 'both']).default('worse').meta({
      title: 'Direction',
      description:
        'Watch changes for the worse only (by the direction of the metric), or changes to both sides.',
      unit: null,
    }),
  })
  .superRefine(({ slack, outlier_limit }, context) => {
    if (outlier_limit > slack) return;
    const message = `must be above slack, got outlier_limit ${outlier_limit} and slack ${slack}`;
    context.addIssue({ code: 'custom', path: ['outlier_limit'], message });
  });

export type CusumParams = z.infer<typeof paramsSchema>;

/** One watched side: its sum, and the points since that sum was last 0. */
type Side = {
  sum: number;
  fromMs: number;
  mean: number;
  sampleCount: number;
};

export type CusumState = {
  params: CusumParams;
  /** The reference as it is learned; it stands still once it has `reference_size` points. */
  moments: RunningMoments;
  referenceFromMs: number;
  referenceToMs: number;
  /** Mean and standard deviation of the finished reference, the latter made fit to divide by; 0 while learning. */
  referenceMean: number;
  unit: number;
  /** `null` on a side that is not watched. */
  up: Side | null;
  down: Side | null;
  level: Level;
  /** The last points, oldest first, learned ones left out. */
  recent: number[];
  recentMs: number[];
};

function freshSide(): Side {
  return { sum: 0, fromMs: 0, mean: 0, sampleCount: 0 };
}

function init(params: CusumParams, { direction }: MetricTraits): CusumState {
  const both = params.direction === 'both' || direction === 'two_sided';
  return {
    params: { ...params },
    moments: emptyMoments(),
    referenceFromMs: 0,
    referenceToMs: 0,
    referenceMean: 0,
    unit: 0,
    up: both || direction === 'lower_is_better' ? freshSide() : null,
    down: both || direction === 'higher_is_better' ? freshSide() : null,
    level: 'insufficient_data',
    recent: [],
    recentMs: [],
  };
}

/** What counts as one standard deviation; "Constant reference" above says why. */
function unitOf(standardDeviation: number, level: number): number {
  const magnitude = Math.abs(level);
  const floor = standardDeviation === 0 ? constantReferenceShare : roundingShare;
  return Math.max(standardDeviation, magnitude * floor, smallestUnit);
}

function learn(state: CusumState, value: number, tsMs: number): void {
  if (state.moments.count === 0) state.referenceFromMs = tsMs;
  state.referenceToMs = tsMs;
  addToMoments(state.moments, value);
  if (state.moments.count < state.params.reference_size) return;
  state.referenceMean = momentsMean(state.moments);
  state.unit = unitOf(momentsStandardDeviation(state.moments), state.referenceMean);
}

function advance(side: Side, deviation: number, value: number, tsMs: number, params: CusumParams): void {
  const sum = tabularCusumStep(side.sum, deviation, params.slack);
  side.sum = Math.min(sum, params.threshold * capRatio);
  if (sum === 0) {
    side.sampleCount = 0;
    return;
  }
  if (side.sampleCount === 0) side.fromMs = tsMs;
  side.sampleCount += 1;
  side.mean = nextMean(side.mean, value, side.sampleCount);
}

/** The side with the larger sum; a series can only be leaving its reference in one direction at a time. */
function leadingSide({ up, down }: CusumState): Side | null {
  if (up === null || down === null) return up ?? down;
  return up.sum >= down.sum ? up : down;
}

function isChanging(level: Level): boolean {
  return level === 'drift' || level === 'warning';
}

function update(state: CusumState, value: number, tsMs: number): Reading {
  const { params } = state;
  if (state.moments.count < params.reference_size) {
    learn(state, value, tsMs);
    return { statistic: null, threshold: null, level: 'insufficient_data', delta: null };
  }
  const { outlier_limit: outlierLimit } = params;
  const raw = (value - state.referenceMean) / state.unit;
  const deviation = Math.min(Math.max(raw, -outlierLimit), outlierLimit);
  if (state.up !== null) advance(state.up, deviation, value, tsMs, params);
  if (state.down !== null) advance(state.down, -deviation, value, tsMs, params);
  state.recent.push(value);
  state.recentMs.push(tsMs);
  if (state.recent.length > recentSize) {
    state.recent.shift();
    state.recentMs.shift();
  }
  const side = leadingSide(state);
  const statistic = side?.sum ?? 0;
  const threshold = state.level === 'drift' ? params.threshold * releaseRatio : params.threshold;
  const warns = statistic > params.threshold * params.warning_ratio;
  state.level = statistic > threshold ? 'drift' : warns ? 'warning' : 'stable';
  const current = side !== null && isChanging(state.level) ? side.mean : mean(state.recent);
  return { statistic, threshold, level: state.level, delta: clampFinite(current - state.referenceMean) };
}

/** From the onset to now while a change is under way, else the last few points. */
function currentSpan(state: CusumState): WindowSpan | null {
  const { recent, recentMs } = state;
  const [fromMs] = recentMs;
  const toMs = recentMs.at(-1);
  if (fromMs === undefined || toMs === undefined) return null;
  const side = leadingSide(state);
  if (side === null || !isChanging(state.level)) {
    return { fromMs, toMs, mean: mean(recent), sampleCount: recent.length };
  }
  return { fromMs: side.fromMs, toMs, mean: side.mean, sampleCount: side.sampleCount };
}

function windows(state: CusumState): DetectorWindows {
  const { moments, referenceFromMs, referenceToMs } = state;
  if (moments.count < state.params.reference_size) return { reference: null, band: null, current: null };
  const level = state.referenceMean;
  const halfWidth = bandWidth * state.unit;
  return {
    reference: { fromMs: referenceFromMs, toMs: referenceToMs, mean: level, sampleCount: moments.count },
    band: { lower: clampFinite(level - halfWidth), upper: clampFinite(level + halfWidth) },
    current: currentSpan(state),
  };
}

export const cusum: DetectorMethod<CusumParams, CusumState> = {
  method: 'cusum',
  label: 'Lasting shift (CUSUM)',
  summary: 'Sees small changes of the level that last, measured against the first points of the series.',
  kind: 'chart',
  version: 1,
  paramsSchema,
  calibratedParam: 'threshold',
  minSamples: ({ reference_size }) => reference_size + 1,
  init,
  update,
  windows,
  onsetMs: (state) => (isChanging(state.level) ? (leadingSide(state)?.fromMs ?? null) : null),
};

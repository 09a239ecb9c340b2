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
import type { DetectorMethod, DetectorWindows, Level, MetricTraits, Reading } from './types';

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

const paramsSchema = z.strictObject({
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

/** What counts as one standard deviation; see "Constant reference" above. */
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

function windows(state: CusumState): DetectorWindows {
  const { moments, referenceFromMs, referenceToMs, recent, recentMs } = state;
  if (moments.count < state.params.reference_size) return { reference: null, band: null, current: null };
  const level = state.referenceMean;
  const halfWidth = bandWidth * state.unit;
  const side = leadingSide(state);
  const toMs = recentMs.at(-1);
  const recentFromMs = recentMs[0];
  const changing = side !== null && isChanging(state.level);
  return {
    reference: { fromMs: referenceFromMs, toMs: referenceToMs, mean: level, sampleCount: moments.count },
    band: { lower: clampFinite(level - halfWidth), upper: clampFinite(level + halfWidth) },
    current:
      toMs === undefined || recentFromMs === undefined
        ? null
        : changing
          ? { fromMs: side.fromMs, toMs, mean: side.mean, sampleCount: side.sampleCount }
          : { fromMs: recentFromMs, toMs, mean: mean(recent), sampleCount: recent.length },
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

import { clampFinite } from '../stats/clamp-finite';
import { localTimeMs } from '../stats/local-time';
import { constantNoise, farthest, isConstant, roundingFloor } from '../stats/noise-floor';
import {
  addToMoments,
  createMoments,
  momentsMean,
  momentsStandardDeviation,
  type RunningMoments,
} from '../stats/running-moments';
import { slotEffects } from '../stats/season-slots';
import type { Scale, Season } from './shared-params';
import type { Band, MetricTraits, WindowSpan } from './types';

/**
 * What every method does with a value before its own algorithm: it learns from the first points what is
 * ordinary, takes the season out, and puts the rest on a scale that is the same for every metric.
 *
 * Use.
 * ```ts
 * const { input } = state;                        // from createInput(params, traits), in init
 * if (isLearning(input)) {
 *   learn(input, value, tsMs);
 *   return notEnoughData(input.moments.count, minSamples(params));
 * }
 * const adjusted = withoutSeason(input, value, tsMs); // metric's unit; for windows, deltas and the chart
 * const deviation = standardise(input, adjusted);     // sd from the reference mean; raw: metric's unit
 * ```
 * `standardise` belongs to the point that `withoutSeason` was last called with: noise differs by slot. A
 * method that needs no level (because it has its own mean) uses `createIdleInput()` when
 * `needsReference(params)` is false, and then judges from its first point on. Its `minSamples` is then its
 * own number plus `learnedCount(params)`.
 *
 * Reference. The first `reference_size` points, fixed from then on. Level: mean; noise: standard deviation (n
 * - 1). A constant has no noise to measure: 0.1 % of its level counts as one sd, and a difference up to that
 * as none; so does a difference that rounding may have caused, after any reference
 * (lib/stats/noise-floor.ts). Outliers in the reference widen the noise and make the method less sensitive;
 * none are left out, since that would need the whole reference in the state.
 *
 * Season. `hour_of_day` has 24 slots, `hour_of_week` 168 (from Monday 00:00), by the event time: in the time
 * zone of the metric if it has one, so that a change of clocks moves nothing, otherwise in UTC. The offset of
 * a slot is its mean in the reference relative to the overall mean, shrunk towards 0 as far as chance
 * explains it, and the noise is that inside the slots: lib/stats/season-slots.ts. A slot without data takes
 * the overall mean, with the noise of unknown slots. Where the reference shows no season (too short for one,
 * or there is none) the readings are those of `none`. It should cover the season at least twice: 48 hourly
 * points for a day, 576 five-minute ones. A 0/1 stream has residuals below 0 and above 1 under a season,
 * which binary methods cannot use: `errorWithoutSeason` cuts them to [0, 1].
 *
 * Scale. `reference`: distances in sd, a million at most, so one threshold fits every metric. `raw`: in the
 * metric's unit, without the season.
 *
 * Input. Gaps, equal times and ties have no effect. Huge values stay finite. Cost O(1) per point, and
 * O(slots) once. State: about 24 numbers; with a season 2 more for each slot, and 7 for each while it is
 * learned.
 */
export type InputState = {
  /** Points to learn from at the start; 0 when idle. */
  referenceSize: number;
  season: Season;
  /** IANA name; `null` for UTC. Absent from states that are older than time zones. */
  timeZone: string | null;
  scale: Scale;
  moments: RunningMoments;
  /** Moments of the values of each slot during learning; empty without a season and afterwards. */
  slotMoments: RunningMoments[];
  /**
   * Ordinary distance of each slot from the mean, and its noise to divide by; empty if no season is known.
   */
  offsets: number[];
  units: number[];
  /** Level and noise of the reference; the noise is that of the slot of the last point. */
  mean: number;
  unit: number;
  offset: number;
  /** Mean step from one value of the reference to the next, season included. */
  meanStep: number;
  last: number;
  /** Whether the noise could not be measured, and the largest distance from the level that counts as none. */
  isConstant: boolean;
  smallest: number;
  fromMs: number;
  toMs: number;
};

/** The params that this stage reads. */
export interface InputParams {
  reference_size: number;
  season: Season;
  scale: Scale;
}

/** Half-width of the band of ordinary values, in standard deviations of the reference. */
const bandWidth = 3;
const hourMs = 3_600_000;
/** Mean distance of two independent normal values, in standard deviations. */
export const stepOfNormal = 1.128;
/** 1970 began on a Thursday; the week of `hour_of_week` begins on a Monday. */
const hoursFromMonday = 72;
const slotCounts = { none: 0, hour_of_day: 24, hour_of_week: 168 };

/** A stage before the first point, which will learn from the first `reference_size`. */
export function createInput(
  { reference_size, season, scale }: InputParams,
  { timeZone = null }: Pick<MetricTraits, 'timeZone'>,
): InputState {
  return {
    referenceSize: reference_size,
    season,
    timeZone,
    scale,
    moments: createMoments(),
    slotMoments: Array.from({ length: slotCounts[season] }, createMoments),
    offsets: [],
    units: [],
    mean: 0,
    unit: 1,
    offset: 0,
    meanStep: 0,
    last: 0,
    isConstant: false,
    smallest: 0,
    fromMs: 0,
    toMs: 0,
  };
}

/**
 * A stage that learns nothing and returns values as they are; their noise is unknown, as that of a constant.
 */
export function createIdleInput(): InputState {
  return { ...createInput({ reference_size: 0, season: 'none', scale: 'raw' }, {}), isConstant: true };
}

/** Whether the params need something to be learned; for methods that need no level of their own. */
export function needsReference({ season, scale }: Pick<InputParams, 'season' | 'scale'>): boolean {
  return season !== 'none' || scale === 'reference';
}

/** How many points such a method learns from before its own first one. */
export function learnedCount(params: InputParams): number {
  return needsReference(params) ? params.reference_size : 0;
}

/** Whether the next point is one to learn from. */
export function isLearning(input: InputState): boolean {
  return input.moments.count < input.referenceSize;
}

/** What counts as one standard deviation; "Reference" above says why. */
function unitOf(standardDeviation: number, level: number): number {
  return isConstant(standardDeviation, level) ? constantNoise(level) : standardDeviation;
}

/** 0-based slot of a time; -1 without a season. */
function slotAt({ season, timeZone }: InputState, tsMs: number): number {
  if (season === 'none') return -1;
  const hour = Math.floor(localTimeMs(timeZone, tsMs) / hourMs);
  const count = slotCounts[season];
  const shifted = season === 'hour_of_week' ? hour + hoursFromMonday : hour;
  return ((shifted % count) + count) % count;
}

/** Adds one point of the reference; the last one completes it. */
export function learn(input: InputState, value: number, tsMs: number): void {
  if (input.moments.count === 0) input.fromMs = tsMs;
  input.toMs = tsMs;
  addToMoments(input.moments, value);
  if (input.moments.count > 1) {
    const step = clampFinite(Math.abs(value - input.last));
    input.meanStep += (step - input.meanStep) / (input.moments.count - 1);
  }
  input.last = value + 0;
  const slot = input.slotMoments[slotAt(input, tsMs)];
  if (slot !== undefined) addToMoments(slot, value);
  if (input.moments.count < input.referenceSize) return;
  const spread = momentsStandardDeviation(input.moments);
  input.mean = momentsMean(input.moments);
  input.unit = unitOf(spread, input.mean);
  input.isConstant = isConstant(spread, input.mean);
  input.smallest = input.isConstant ? input.unit : roundingFloor(input.mean);
  const effects = slotEffects(input.slotMoments, input.moments);
  input.slotMoments = [];
  if (effects === null) return;
  input.offsets = effects.offsets.map((offset) => clampFinite(offset * spread));
  // An exact pattern is constant in its own slots: the spread of the pattern stands for its level.
  const patternLevel = Math.max(spread, Math.abs(input.mean));
  input.units = effects.noises.map((noise) => unitOf(clampFinite(noise * spread), patternLevel));
  if (effects.noises.every((noise) => noise === 0)) input.smallest = constantNoise(patternLevel);
}

/** The value without its season, in the metric's unit; without a season the value itself. */
export function withoutSeason(input: InputState, value: number, tsMs: number): number {
  return input.offsets.length === 0 ? value : residual(input, value, tsMs);
}

function residual(input: InputState, value: number, tsMs: number): number {
  const slot = slotAt(input, tsMs);
  input.offset = input.offsets[slot] ?? 0;
  input.unit = input.units[slot] ?? input.unit;
  return clampFinite(value - input.offset);
}

/** `withoutSeason` for a stream of 0/1 errors, cut to the range an error rate has. */
export function errorWithoutSeason(input: InputState, value: number, tsMs: number): number {
  if (input.offsets.length === 0) return value;
  return Math.min(Math.max(withoutSeason(input, value, tsMs), 0), 1);
}

/**
 * How far a value from `withoutSeason` lies from the reference mean, or from another level, on the chosen
 * scale; finite. For methods that cut outliers themselves.
 */
export function wholeDistance(input: InputState, adjusted: number, level = input.mean): number {
  const distance = adjusted - level;
  if (Math.abs(distance) <= input.smallest) return 0;
  return clampFinite(input.scale === 'raw' ? distance : distance / input.unit);
}

/** `wholeDistance` from the reference mean, at most a million standard deviations. */
export function standardise(input: InputState, adjusted: number): number {
  const distance = adjusted - input.mean;
  if (Math.abs(distance) <= input.smallest) return 0;
  if (input.scale === 'raw') return clampFinite(distance);
  return Math.min(Math.max(distance / input.unit, -farthest), farthest);
}

/**
 * The distance cut to `limit` standard deviations. On the raw scale a constant reference, or none, sets no
 * such limit: the noise is unknown, and a limit made from nothing would hide every change.
 */
export function withoutOutlier(input: InputState, distance: number, limit: number): number {
  if (input.scale === 'raw' && input.isConstant) return distance;
  const most = input.scale === 'raw' ? limit * input.unit : limit;
  return Math.min(Math.max(distance, -most), most);
}

/**
 * The same around `centre`, the present level as a distance on the same scale. `widening` is the present
 * noise in noises of the reference.
 */
export function cutAround(
  input: InputState,
  distance: number,
  limit: number,
  centre: number,
  widening = 1,
): number {
  if (input.scale === 'raw' && input.isConstant) return distance;
  const most = input.scale === 'raw' ? limit * input.unit * widening : limit;
  return Math.min(Math.max(distance, centre - most), centre + most);
}

/** The span of the reference for the chart; `null` until it is complete, and when idle. */
export function referenceSpan(input: InputState): WindowSpan | null {
  if (input.referenceSize === 0 || isLearning(input)) return null;
  const { fromMs, toMs, mean, moments } = input;
  return { fromMs, toMs, mean, sampleCount: moments.count };
}

/** Where single values ordinarily lie, 3 sd on each side, at the hour of the last point. */
export function ordinaryBand(input: InputState): Band | null {
  if (input.referenceSize === 0 || isLearning(input)) return null;
  const level = clampFinite(input.mean + input.offset);
  const halfWidth = bandWidth * input.unit;
  return { lower: clampFinite(level - halfWidth), upper: clampFinite(level + halfWidth) };
}

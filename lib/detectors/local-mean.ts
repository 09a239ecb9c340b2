import { clampFinite } from '../stats/clamp-finite';
import { constantNoise, roundingFloor } from '../stats/noise-floor';
import { cutAround, type InputState, stepOfNormal, wholeDistance } from './input-stage';

/**
 * The level and the noise that are ordinary now, relative to the reference, for a method that continues from
 * the new level after a change. Outliers are cut around this level; a method that cut them around the first
 * one would be blind after a large shift, since all later values would lie at its limit.
 *
 * After a change (`moveTo`) level and noise are learned anew from a number of points. Level: a running mean
 * in which each value counts as at most 4 sd away. Noise: by how much the mean step from point to point has
 * grown or shrunk relative to the reference; so a memory that the reference had as well changes nothing, and
 * a further shift counts as one step. A step counts as at most 4 times the mean so far, so that one outlier
 * moves it little while a noise a thousand times as large is still learned in 50 points. During learning the
 * noise may only widen, since few points would often make it too small, and it is widened by a part of `1 /
 * sqrt(points)` for the uncertainty. At the end it stays what it was unless it differs by a factor of 1.4,
 * which chance in so few points does not explain.
 *
 * The season stays fixed. Cost O(1) per point while learning, one addition otherwise. State: 11 numbers.
 */
export type LocalMean = {
  /** The present level, in the metric's unit without season; the present noise in noises of the reference. */
  level: number;
  widening: number;
  /** An extra divisor of distances while the level is known from few points. */
  caution: number;
  /** Points left to learn from, and what they have given so far. */
  left: number;
  seen: number;
  mean: number;
  meanStep: number;
  last: number;
  /** Whether all of them were one value. */
  isStill: boolean;
  /** The noise before the change. */
  before: number;
};

/** The old noise counts as much as this many steps of the new one. */
const priorSteps = 5;
/** The most a value, or a step, counts for; in sd, and in mean steps so far. */
const maxSteps = 4;

export function createLocalMean(): LocalMean {
  return {
    level: 0,
    widening: 1,
    caution: 1,
    left: 0,
    seen: 0,
    mean: 0,
    meanStep: 0,
    last: 0,
    isStill: true,
    before: 1,
  };
}

/** Smaller changes of the noise are ignored. */
const minFactor = 1.4;

/**
 * An ordinary step in the metric's unit. With a season, whose steps are not noise, that of independent
 * values.
 */
function unitStep({ mean, unit, units, meanStep }: InputState): number {
  return units.length > 0 || meanStep <= roundingFloor(mean) ? stepOfNormal * unit : meanStep;
}

/** A change has led to `level`; the next `size` points teach level and noise. */
export function moveTo(present: LocalMean, input: InputState, level: number, size: number): void {
  present.before = present.widening;
  present.level = level;
  present.left = size;
  present.seen = 0;
  present.mean = level;
  present.meanStep = clampFinite(present.widening * unitStep(input));
  present.last = level;
  present.isStill = true;
}

/**
 * Adds a value after a change while `left` is above 0.
 * @returns whether it was the last one to learn from, so that level and noise have just moved.
 */
export function updateLocalMean(present: LocalMean, input: InputState, adjusted: number): boolean {
  const unit = unitStep(input);
  present.left -= 1;
  present.seen += 1;
  const { seen, meanStep } = present;
  const step = Math.min(Math.abs(adjusted - present.last), maxSteps * meanStep);
  if (step > roundingFloor(adjusted) && seen > 1) present.isStill = false;
  present.last = adjusted;
  present.meanStep = clampFinite(meanStep + (step - meanStep) / (seen + priorSteps));
  const reach = maxSteps * meanStep;
  const distance = Math.min(Math.max(adjusted - present.mean, -reach), reach);
  present.mean = clampFinite(present.mean + distance / seen);
  const widening = Math.max(present.meanStep / unit, roundingFloor(present.mean) / input.unit);
  if (present.left > 0) {
    present.widening = Math.max(present.before, widening);
    present.caution = 1 + 1 / Math.sqrt(seen);
    return false;
  }
  present.level = present.mean;
  present.caution = 1;
  if (present.isStill) present.widening = constantNoise(present.mean) / input.unit;
  else present.widening = changedNoise(present.before, widening, present.seen, input.units.length > 0);
  return true;
}

/** The noise from now on; one learned from few points is widened by its own uncertainty. */
function changedNoise(before: number, measured: number, count: number, hasSeason: boolean): number {
  const factor = measured / before;
  // Residuals of a season may be alike from point to point, which makes their steps small.
  const isNews = factor > minFactor || (factor < 1 / minFactor && !hasSeason);
  return isNews ? measured * (1 + 1 / Math.sqrt(count)) : before;
}

/**
 * How far a value lies from the present level, in sd of the present noise (raw: metric's unit), cut to
 * `limit` sd around `centre`, which is on the same scale.
 */
export function distanceFromLocalMean(
  { level, widening, caution }: LocalMean,
  input: InputState,
  adjusted: number,
  centre: number,
  limit: number,
): number {
  if (input.scale === 'raw')
    return cutAround(input, wholeDistance(input, adjusted, level), limit, centre, widening);
  const gap = adjusted - level;
  const distance = Math.abs(gap) <= input.smallest ? 0 : gap / (input.unit * widening * caution);
  return Math.min(Math.max(distance, centre - limit), centre + limit);
}

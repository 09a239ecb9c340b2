import { z } from 'zod';
import {
  type AdwinWindow,
  adwinStep,
  createAdwinWindow,
  maxRows,
  oldestMs,
  resetAdwinWindow,
} from '../stats/adwin-window';
import { clampFinite } from '../stats/clamp-finite';
import {
  createIdleInput,
  createInput,
  cutAround,
  learnedCount,
  needsReference,
  wholeDistance,
} from './input-stage';
import { latchDrift, settleLatched } from './latched-drift';
import { defineLatchedMethod, type LatchedState } from './latched-method';
import { notEnoughData } from './not-enough-data';
import { recentMean, recentMedian } from './recent-points';
import {
  directionParam,
  outlierLimitParam,
  referenceSizeParam,
  scaleParam,
  seasonParam,
  warningRatioParam,
} from './shared-params';
import type { Reading } from './types';

/**
 * ADWIN: keeps as many of the last values as have one mean, and reports when older ones no longer fit.
 *
 * What it measures. Every `clock` points all cuts of the window into older and newer values are tried; the
 * statistic is the evidence of the best cut, as -log10 of the paper's delta at which it would just be a
 * change: lib/stats/adwin-window.ts. Between two checks the last evidence is kept. It sees lasting shifts of
 * every size, small ones too if they last long enough, without a window length to choose. Blind to changes of
 * spread.
 *
 * A drift. The window starts empty, as River's does, and the level stays `drift` for `reference_size` more
 * points, in which it learns the new level; further cuts in that time belong to the same change
 * (latched-drift.ts). Under `worse` a change for the better is no drift: the older values are dropped, and
 * the window continues with the new ones. Outliers are cut around the mean of the window, right after a drift
 * around the median of the changed values.
 *
 * Params.
 *   reference_size: points, 2 to 100000, default 100. They give noise and season, and are how long a drift
 *     lasts.
 *   threshold: powers of ten, above 0 to 300, default 2: a change that chance explains with 1 in 100, by a
 *     very cautious bound. Bigger: rarer and later. River's 0.002 is 2.7.
 *   warning_ratio: share of the threshold, 0 to 1, default 0.7.
 *   clock: points, 1 to 10000, default 32, as River. Smaller: found a few points sooner, at a higher cost.
 *   max_buckets: 1 to 20, default 5. More: finer cuts and onsets, at a higher cost.
 *   min_window: points, 1 to 1000, default 5. A cut leaves at least this many on each side.
 *   outlier_limit: sd, above 0 to 1e6, default 6.
 *   direction, season, scale: shared-params.ts. Raw: the bound then expects values between 0 and 1, such as
 *     errors.
 *
 * Defaults: 400 seeded calm streams of 1,000 independent normal points had no alarm, of 100 with 10,000
 * points 4 had one (8 with both sides watched). A rise of 1 sd after 500 points is found after 80 points
 * (median; 95th percentile 112), one of 0.5 sd after 176 (496), one of 2 sd after 48 (80); after 3,000 points
 * after 172, 396 and 108. In 600 streams with a rise two were reported twice.
 *
 * Input. Short: `insufficient_data` for the reference and until the first check. Constant: evidence 0. Ties,
 * gaps and equal times have no effect. Outliers are cut at the limit, one alone gives little evidence.
 * Autocorrelated values look like lasting shifts, and alarm often: raise the threshold, best by calibration.
 *
 * Differs from River, whose drifts and windows the raw form reproduces one by one: values are in standard
 * deviations, for which the bound is not proved but works the same on every metric; and a drift is reported
 * once. Cost O(1) on average and O(log n) at each check. State: 60 max_buckets + 80 numbers at most
 * (`max_buckets` 5: 380). Reference: Bifet and Gavaldà, "Learning from time-changing data with adaptive
 * windowing", SIAM Data Mining 2007.
 */
const paramsSchema = z.strictObject({
  reference_size: referenceSizeParam(100),
  threshold: z.number().gt(0).max(300).default(2).meta({
    title: 'Threshold',
    description:
      'Drift when chance explains the change with at most 1 in 10 to the power of this. Higher: rarer alarms.',
    unit: 'powers of ten',
  }),
  warning_ratio: warningRatioParam(),
  clock: z.int().min(1).max(10_000).default(32).meta({
    title: 'Clock',
    description: 'The window is checked for a change every this many points.',
    unit: 'points',
  }),
  max_buckets: z.int().min(1).max(20).default(5).meta({
    title: 'Buckets of one size',
    description: 'How finely the window is divided. More: finer cuts, at a higher cost.',
    unit: 'buckets',
  }),
  min_window: z.int().min(1).max(1000).default(5).meta({
    title: 'Shortest part',
    description: 'A change leaves at least this many points on each side of it.',
    unit: 'points',
  }),
  outlier_limit: outlierLimitParam(6),
  direction: directionParam(),
  season: seasonParam(),
  scale: scaleParam(),
});

export type AdwinParams = z.infer<typeof paramsSchema>;

/** What the method keeps beside the frame's state. */
type AdwinOwn = {
  window: AdwinWindow;
  /** Where the level is after a change, as a value of the window, while the window is too short to say. */
  centre: number;
  /** Points left before the first check. */
  unchecked: number;
};

export type AdwinState = LatchedState<AdwinParams> & AdwinOwn;

/** The sums of squares of the window would overflow far beyond this. */
const maxDistance = 1e100;
/** A shorter window does not yet say where the level is. */
const minWidth = 8;

/** Points up to the first check: the first multiple of the clock that leaves room for two parts. */
function firstCheck({ clock, min_window }: AdwinParams): number {
  return clock * Math.ceil((2 * min_window + 1) / clock);
}

function minSamples(params: AdwinParams): number {
  return learnedCount(params) + firstCheck(params);
}

function createOwn(params: AdwinParams): AdwinOwn {
  const { threshold, clock, max_buckets: maxBuckets, min_window: minWindow } = params;
  return {
    window: createAdwinWindow({ threshold, clock, maxBuckets, minWindow, grace: 2 * minWindow }),
    centre: 0,
    unchecked: firstCheck(params),
  };
}

/** A mean of the window's values in the metric's unit, without the season. */
function inUnit({ params, input }: AdwinState, mean: number): number {
  return clampFinite(input.mean + mean * (params.scale === 'raw' ? 1 : input.unit));
}

/** The evidence that counts: that of the watched sides. */
function evidence({ window, up, down }: AdwinState): number {
  return Math.max(up ? window.rise : 0, down ? window.fall : 0);
}

/** The newer part of the window at the best cut. */
function newerPart(state: AdwinState) {
  const { newerCount, newerTotal, newerFromMs } = state.window;
  return { fromMs: newerFromMs, mean: inUnit(state, newerTotal / newerCount), sampleCount: newerCount };
}

/** Begins a drift; `width` and `total` are those of the window before anything was dropped. */
function beginDrift(state: AdwinState, width: number, total: number, statistic: number): void {
  const { window, concept, params } = state;
  const { newerCount, newerTotal, newerFromMs } = window;
  const olderCount = width - newerCount;
  const reference = {
    fromMs: concept.fromMs,
    toMs: newerFromMs,
    mean: inUnit(state, (total - newerTotal) / olderCount),
    sampleCount: olderCount,
  };
  latchDrift(state.held, params.reference_size, statistic, reference, newerPart(state));
  resetAdwinWindow(window);
  concept.sampleCount = 0;
}

/** A change for the better: what is left in the window is the ordinary part from now on. */
function keepWindow(state: AdwinState): void {
  const { window, concept } = state;
  concept.fromMs = oldestMs(window);
  concept.mean = inUnit(state, window.total / window.width);
  concept.sampleCount = window.width;
}

function judge(state: AdwinState, adjusted: number, tsMs: number): Reading {
  const { input, params, window } = state;
  const centre = window.width < minWidth ? state.centre : window.total / window.width;
  const distance = cutAround(input, wholeDistance(input, adjusted), params.outlier_limit, centre);
  const deviation = Math.min(Math.max(distance, -maxDistance), maxDistance) + 0;
  const width = window.width + 1;
  const total = window.total + deviation;
  const dropped = adwinStep(window, deviation, tsMs);
  if (state.unchecked > 0) state.unchecked -= 1;
  if (state.unchecked > 0) {
    const needed = minSamples(params);
    return notEnoughData(needed - state.unchecked, needed);
  }
  const statistic = evidence(state);
  if (dropped) {
    state.centre = wholeDistance(input, recentMedian(state.recent, window.newerCount));
    if (statistic > params.threshold) beginDrift(state, width, total, statistic);
    else keepWindow(state);
  }
  return settleLatched(state, statistic, recentMean(state.recent) - state.concept.mean);
}

export const adwin = defineLatchedMethod<AdwinParams, AdwinOwn>({
  method: 'adwin',
  label: 'Adaptive window (ADWIN)',
  summary:
    'Sees the mean of the newest values leave that of older ones, over windows of every length at once.',
  kind: 'adaptive',
  sees: 'Lasting shifts of the level, large ones soon and small ones in time, with no window length to choose.',
  misses:
    'Changes of spread; shifts that last only a few points; it alarms on slow waves of an autocorrelated metric.',
  cost: 'O(1) per point on average, O(log n) at each check; about 380 numbers.',
  paper:
    'Bifet and Gavaldà, "Learning from time-changing data with adaptive windowing", SIAM Data Mining (2007).',
  guide: {
    advice: {
      situation: 'unknown_change',
      place: 1,
      why: 'It watches windows of every length with few false alarms, and is late.',
    },
    calmAlarms: [0, 51.3],
  },
  version: 2,
  paramsSchema,
  // Buckets at each check, and once more for each that is dropped.
  updateCost: ({ clock, max_buckets }) => 80 + (10 * maxRows * (max_buckets + 1)) / clock,
  minSamples,
  createInput: (params, traits) => (needsReference(params) ? createInput(params, traits) : createIdleInput()),
  createOwn,
  judge,
  changing: newerPart,
  reference: ({ concept, conceptToMs }) =>
    concept.sampleCount === 0 ? null : { ...concept, toMs: conceptToMs },
});

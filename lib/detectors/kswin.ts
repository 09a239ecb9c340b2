import { z } from 'zod';
import {
  createKswinWindow,
  equalSizesPValue,
  inArrivalOrder,
  type KswinWindow,
  kswinStep,
  recentFromMs,
  resetKswinWindow,
} from '../stats/kswin-window';
import { mean } from '../stats/mean';
import { constantNoise, roundingFloor } from '../stats/noise-floor';
import { isMostlyOne, snapToOrdered } from '../stats/ordered-values';
import { isChanging } from './hysteresis';
import {
  createIdleInput,
  createInput,
  type InputState,
  isLearning,
  learn,
  withoutSeason,
} from './input-stage';
import {
  createLatchedDrift,
  extendLatched,
  type LatchedDrift,
  latchDrift,
  latchedReading,
  settleLatched,
} from './latched-drift';
import { notEnoughData } from './not-enough-data';
import {
  directionParam,
  referenceSizeParam,
  seasonParam,
  warningRatioParam,
  watchedSides,
} from './shared-params';
import type { DetectorMethod, DetectorWindows, Level, MetricTraits, Reading } from './types';

const ranksOnly = 'Only the order of the values counts, which no unit and no outlier changes.';

/**
 * KSWIN: the newest values have another distribution than a sample of those just before them.
 *
 * What it measures. Of the last `window_size` values the newest `stat_size` are compared with as many drawn
 * at random from the others, by the two-sample Kolmogorov-Smirnov test; the statistic is -log10 of its exact
 * p-value: lib/stats/kswin-window.ts. It sees every change of distribution, above all of the level, while it
 * happens: once the window is full of new values there is nothing left to see. Only ranks matter, so there is
 * no scale to choose.
 *
 * Sides. Under `worse` only the distance on the watched side counts: how far the newest values lie above (or
 * below) the others at any level. A wider spread counts on both.
 *
 * A drift. The window starts empty, as River's does, and the level stays `drift` until it is full again, the
 * point of the alarm and `window_size - 1` more; a further alarm at that point lengthens it
 * (latched-drift.ts).
 *
 * Params.
 *   window_size: points, 20 to 10000, default 120; River has 100. At least twice `stat_size`. Bigger: a
 *     broader reference, at a higher cost.
 *   stat_size: points, 5 to 5000, default 40; River has 30. Bigger: smaller changes are found, later.
 *   threshold: powers of ten, above 0 to 300, default 4.5. Bigger: rarer and later. River's 0.005 is 2.3. The
 *     largest possible statistic grows with `stat_size`: 16.8 for 30, 22.7 for 40.
 *   warning_ratio: share of the threshold, 0 to 1, default 0.7.
 *   seed: 0 to 2^31 - 1, default 1. For the draws; the same seed gives the same readings.
 *   direction, season: shared-params.ts. `reference_size` (2 to 100000, default 500) is for the season alone.
 *
 * Defaults: of 400 seeded calm streams of 1,000 independent normal points 1.5 % had an alarm with both sides
 * watched, of 100 with 10,000 points 14 %; River's defaults alarm in nearly all. A rise of 2 sd is found
 * after 25 points (median; 95th percentile 33), one of 1 sd after 40 in three of four cases and else never,
 * one of 0.5 sd hardly ever.
 *
 * Input. Short: `insufficient_data` until the window is full. Constant: statistic 0; where half of the window
 * is one value, others within 0.1 % of it count as that one (lib/stats/noise-floor.ts). Ties: they make the
 * p-value too large, never too small. Outliers: one value is one rank. Huge values: only compared.
 * Autocorrelated values alarm more often.
 *
 * Differs from River, whose p-values and drifts the raw form reproduces where no chance is involved, in the
 * defaults, and in its extra condition of a distance above 0.1, which every p-value of interest implies. Cost
 * O(window_size) per point, mostly the draws. State: 4 `window_size` numbers and about 40 more. Reference:
 * Raab and others, "Reactive soft prototype computing for concept drift streams", Neurocomputing 416 (2020).
 */
const paramsSchema = z
  .strictObject({
    window_size: z.int().min(20).max(10_000).default(120).meta({
      title: 'Window',
      description: 'How many of the last points are compared; nothing is judged before there are that many.',
      unit: 'points',
    }),
    stat_size: z.int().min(5).max(5000).default(40).meta({
      title: 'Newest points',
      description:
        'How many of the newest are compared with as many drawn from the others; at most half of the window.',
      unit: 'points',
    }),
    threshold: z.number().gt(0).max(300).default(4.5).meta({
      title: 'Threshold',
      description:
        'Drift when chance explains the difference with at most 1 in 10 to the power of this. Higher: rarer.',
      unit: 'powers of ten',
    }),
    warning_ratio: warningRatioParam(),
    seed: z.int().min(0).max(2_147_483_647).default(1).meta({
      title: 'Seed',
      description: 'Seed of the random draws; the same seed gives the same readings.',
      unit: null,
    }),
    direction: directionParam(),
    season: seasonParam(),
    reference_size: referenceSizeParam(500),
  })
  .superRefine(({ window_size, stat_size }, context) => {
    if (window_size >= 2 * stat_size) return;
    const message = `must be at least twice stat_size, got window_size ${window_size} and stat_size ${stat_size}`;
    context.addIssue({ code: 'custom', path: ['window_size'], message });
  });

export type KswinParams = z.infer<typeof paramsSchema>;

export type KswinState = {
  params: KswinParams;
  up: boolean;
  down: boolean;
  input: InputState;
  window: KswinWindow;
  held: LatchedDrift;
  level: Level;
};

/** -log10 of the p-values by size and distance, as they are needed; they depend on nothing else. */
const pValuesBySize = new Map<number, number[]>();

function pValueOf(size: number, distance: number): number {
  let pValues = pValuesBySize.get(size);
  if (pValues === undefined) {
    pValues = new Array<number>(size + 1).fill(-1);
    pValuesBySize.set(size, pValues);
  }
  const known = pValues[distance] as number;
  if (known >= 0) return known;
  const pValue = equalSizesPValue(size, distance);
  pValues[distance] = pValue;
  return pValue;
}

function init(params: KswinParams, traits: MetricTraits): KswinState {
  const { window_size, stat_size, season, reference_size, seed } = params;
  return {
    params: { ...params },
    ...watchedSides(params.direction, traits),
    input:
      season === 'none' ? createIdleInput() : createInput({ reference_size, season, scale: 'raw' }, traits),
    window: createKswinWindow(window_size, stat_size, seed),
    held: createLatchedDrift(),
    level: 'insufficient_data',
  };
}

/** Time of the n-th newest value, 0 for the newest. */
function timeBack({ timesMs, next, windowSize }: KswinWindow, back: number): number {
  return timesMs[(next - 1 - back + windowSize) % windowSize] ?? 0;
}

function parts(window: KswinWindow) {
  const { statSize, windowSize } = window;
  const values = inArrivalOrder(window);
  const older = values.slice(0, -statSize);
  const recent = values.slice(-statSize);
  return {
    reference: {
      fromMs: timeBack(window, windowSize - 1),
      toMs: timeBack(window, statSize),
      mean: mean(older),
      sampleCount: older.length,
    },
    current: { fromMs: recentFromMs(window), mean: mean(recent), sampleCount: recent.length },
  };
}

function minSamples({ season, reference_size, window_size }: KswinParams): number {
  return (season === 'none' ? 0 : reference_size) + window_size;
}

/** The value, or the value of the window that it equals up to rounding. */
function withoutRounding({ sorted, windowSize }: KswinWindow, value: number): number {
  const middle = sorted[sorted.length >> 1];
  if (middle === undefined) return value;
  const isTied = sorted.length === windowSize && isMostlyOne(sorted);
  return snapToOrdered(sorted, value, isTied ? constantNoise(middle) : roundingFloor(middle));
}

function update(state: KswinState, value: number, tsMs: number): Reading {
  const { input, params, window, held, up, down } = state;
  if (isLearning(input)) {
    learn(input, value, tsMs);
    return notEnoughData(input.moments.count, minSamples(params));
  }
  const { threshold } = params;
  const adjusted = withoutSeason(input, value, tsMs);
  extendLatched(held, adjusted, tsMs);
  const isFull = kswinStep(window, withoutRounding(window, adjusted), tsMs);
  if (!isFull) {
    if (held.left > 0) return latchedReading(held, threshold);
    return notEnoughData(input.referenceSize + window.count, minSamples(params));
  }
  const distance = Math.max(up ? window.rise : 0, down ? window.fall : 0);
  const statistic = pValueOf(params.stat_size, distance);
  if (statistic > threshold) {
    const { reference, current } = parts(window);
    latchDrift(held, params.window_size - 1, statistic, reference, current);
    resetKswinWindow(window);
  }
  return settleLatched(state, statistic, window.difference);
}

function windows({ level, held, window }: KswinState): DetectorWindows {
  if (level === 'insufficient_data') return { reference: null, band: null, current: null };
  const toMs = timeBack(window, 0);
  const { reference, current } = level === 'drift' ? held : parts(window);
  return { reference, band: null, current: { ...current, toMs } };
}

function onsetMs({ level, held, window }: KswinState): number | null {
  if (!isChanging(level)) return null;
  return level === 'drift' ? held.current.fromMs : recentFromMs(window);
}

export const kswin: DetectorMethod<KswinParams, KswinState> = {
  method: 'kswin',
  label: 'Sliding distribution (KSWIN)',
  summary: 'Sees that the newest values have another distribution than those just before them.',
  kind: 'adaptive',
  sees: 'Abrupt changes of the distribution: of the level, large ones of the spread or shape too.',
  misses: 'Slow changes, which move with its window; small ones.',
  cost: 'O(window) per point; four times the window, 500 numbers by default.',
  paper:
    'Raab and others, "Reactive soft prototype computing for concept drift streams", Neurocomputing 416 (2020).',
  guide: {
    advice: {
      situation: 'same_mean',
      place: 3,
      why: 'It needs no reference, since it compares with the points just before.',
    },
    calmAlarms: [1.3, 59.3],
    lacks: { scale: ranksOnly, outlier_limit: ranksOnly },
  },
  version: 2,
  paramsSchema,
  calibratedParam: 'threshold',
  updateCost: ({ window_size, stat_size }) => 80 + 5 * window_size + 4 * stat_size,
  minSamples,
  init,
  update,
  windows,
  onsetMs,
};

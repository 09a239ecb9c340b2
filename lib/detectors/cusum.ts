import { z } from 'zod';
import { tabularCusumStep } from '../stats/tabular-cusum';
import { defineChartMethod } from './chart-method';
import { applyHysteresis, createHysteresis, type Hysteresis, quietLimit } from './hysteresis';
import { createInput, type InputState, standardise, withoutOutlier } from './input-stage';
import { addRecent, createRecentPoints, type RecentPoints } from './recent-points';
import { beginRecovery, createRecovery, followRecovery, hasRecovered, type Recovery } from './recovery';
import { createSegment, extendSegment, type Segment } from './segment';
import {
  directionParam,
  outlierLimitParam,
  referenceSizeParam,
  scaledUnit,
  scaleParam,
  seasonParam,
  warningRatioParam,
  watchedSides,
} from './shared-params';
import type { MetricTraits, Reading } from './types';

/**
 * A sum grows to this multiple of the threshold and no further, so that the end of a long drift is seen soon.
 */
const capRatio = 1.5;

/**
 * Two-sided tabular CUSUM on values standardised by a learned reference: small changes of the level that
 * last.
 *
 * What it measures. The first `reference_size` points give mean and standard deviation (sd, n - 1), which
 * stay fixed from then on. Every later point gives its distance from that mean in sd, cut at `outlier_limit`;
 * two sums add up what exceeds `slack` upwards and downwards, never below 0. The statistic is the larger
 * watched sum, in sd; drift above `threshold`, warning above `warning_ratio * threshold`. Blind to changes of
 * spread alone.
 *
 * With hysteresis and a cap, unlike the textbook, which resets after an alarm or not at all: a sum stops
 * growing at 1.5 times the threshold, and a drift lasts until the sum is back at half of it and the series
 * looks like its reference again, in level and noise (recovery.ts). While it lasts the reading's threshold is
 * that half. So a full recovery is seen within about 45 points, however long the drift was, and one lasting
 * change, of the spread too, is one drift. Up to the cap and the outlier limit the sums are the textbook's to
 * the last digit.
 *
 * Direction. `worse` watches the side that is worse for the metric: falls if higher is better, rises if lower
 * is; both sides are watched for a two-sided metric and under `both`.
 *
 * Params.
 *   reference_size: points, 2 to 100000, default 50. Bigger: a longer blind time at the start, but fewer
 *     false alarms, since most of them come from a mean learned from too few points.
 *   threshold: sd, above 0 to 1e6, default 15. Bigger: rarer and later alarms. Calibration solves for this
 *     one.
 *   slack: sd, 0 to 100, default 0.5. A lasting shift smaller than this is never found; one of twice the
 *     slack is found fastest for a given rate of false alarms.
 *   warning_ratio: share of the threshold, 0 to 1, default 0.7; 1 gives no warnings.
 *   outlier_limit: sd, above 0 to 1e6, default 4. Must be above `slack` (where both are in sd), or no point
 *     could ever add anything.
 *   direction: `worse` (default) or `both`; see above.
 *   season: `none` (default), `hour_of_day`, `hour_of_week`; scale: `reference` (default), `raw`. See
 *     input-stage.ts. Under `raw` threshold and slack are in the metric's unit; the outlier limit stays in
 *     sd.
 *
 * Defaults: 1,000 seeded streams of 1,000 independent standard normal points, reference learned from the
 * first 50, have an alarm in 2.8 % with both sides watched and in 1.3 % with one. The textbook's threshold of
 * 5 has one in 88 % and 61 %. A fall of 1 sd after 100 calm points is found after 27 points (median; 95th
 * percentile 65), one of 2 sd after 10 (16). Autocorrelated metrics alarm more often.
 *
 * Input. Values in time order; spacing has no effect, so gaps and equal times are ordinary. Short:
 * `insufficient_data` for all of the reference. Constant reference: its noise is unknown, so 0.1 % of its
 * level counts as one sd, and a difference up to that as none; at level 0 that is 1e-12
 * (lib/stats/noise-floor.ts). The same constant keeps the statistic at 0; a lasting change of 0.4 % and more
 * is found after `threshold / (outlier_limit - slack)`, by default 5, points. Ties have no effect. Outliers:
 * one alone adds at most `outlier_limit - slack`, 3.5 of 15 by default; those inside the reference widen it
 * and make the method less sensitive. Huge values stay finite, see running-moments.ts.
 *
 * The onset is the first point after the leading sum was last 0; the delta is the mean since then minus the
 * reference mean, signed, while drift or warning lasts, otherwise that of the last 8 points. The band is the
 * reference mean plus and minus 3 sd, the strip of ordinary single values.
 *
 * Cost O(1) per update. State: about 60 numbers and the last 8 points; with a season 2 more for each slot.
 * Reference: Page, "Continuous inspection schemes", Biometrika 41 (1954); tests hold textbook sums and
 * alarms.
 */
const paramsSchema = z
  .strictObject({
    reference_size: referenceSizeParam(50),
    threshold: z.number().gt(0).max(1e6).default(15).meta({
      title: 'Threshold',
      description: 'Drift when the accumulated deviation exceeds this. Higher: rarer alarms, later ones.',
      unit: scaledUnit,
    }),
    slack: z.number().min(0).max(100).default(0.5).meta({
      title: 'Slack',
      description:
        'How far every point may deviate without counting; half of the smallest shift worth finding.',
      unit: scaledUnit,
    }),
    warning_ratio: warningRatioParam(),
    outlier_limit: outlierLimitParam(4),
    direction: directionParam(),
    season: seasonParam(),
    scale: scaleParam(),
  })
  .superRefine(({ slack, outlier_limit, scale }, context) => {
    if (outlier_limit > slack || scale === 'raw') return;
    const message = `must be above slack, got outlier_limit ${outlier_limit} and slack ${slack}`;
    context.addIssue({ code: 'custom', path: ['outlier_limit'], message });
  });

export type CusumParams = z.infer<typeof paramsSchema>;

/** One watched side: its sum, and the points since that sum was last 0. */
type Side = { sum: number; stretch: Segment };

export type CusumState = {
  params: CusumParams;
  input: InputState;
  /** `null` on a side that is not watched. */
  up: Side | null;
  down: Side | null;
  hold: Hysteresis;
  recovery: Recovery;
  /** The points since the onset of the drift that lasts now. */
  drift: Segment;
  recent: RecentPoints;
};

function createSide(): Side {
  return { sum: 0, stretch: createSegment() };
}

function init(params: CusumParams, traits: MetricTraits): CusumState {
  const { up, down } = watchedSides(params.direction, traits);
  return {
    params: { ...params },
    input: createInput(params, traits),
    up: up ? createSide() : null,
    down: down ? createSide() : null,
    hold: createHysteresis(),
    recovery: createRecovery(),
    drift: createSegment(),
    recent: createRecentPoints(),
  };
}

function advance(side: Side, deviation: number, value: number, tsMs: number, params: CusumParams): void {
  const sum = tabularCusumStep(side.sum, deviation, params.slack);
  side.sum = Math.min(sum, params.threshold * capRatio);
  if (sum === 0) side.stretch.sampleCount = 0;
  else extendSegment(side.stretch, value, tsMs);
}

/** The side with the larger sum; a series can leave its reference in only one direction at a time. */
function leadingSide({ up, down }: CusumState): Side | null {
  if (up === null || down === null) return up ?? down;
  return up.sum >= down.sum ? up : down;
}

function judge(state: CusumState, adjusted: number, tsMs: number): Reading {
  const { params, input, hold } = state;
  const deviation = withoutOutlier(input, standardise(input, adjusted), params.outlier_limit);
  if (state.up !== null) advance(state.up, deviation, adjusted, tsMs, params);
  if (state.down !== null) advance(state.down, -deviation, adjusted, tsMs, params);
  const side = leadingSide(state);
  const statistic = side?.sum ?? 0;
  const { threshold } = params;
  if (hold.level === 'drift' || statistic > threshold) followDrift(state, side, adjusted, tsMs);
  else {
    hold.compared = threshold;
    hold.level = statistic > threshold * params.warning_ratio ? 'warning' : 'stable';
  }
  addRecent(state.recent, adjusted, tsMs);
  return { statistic, threshold: hold.compared, level: hold.level, delta: 0 };
}

/** The level of a point of a drift, or of its first one. */
function followDrift(state: CusumState, side: Side | null, adjusted: number, tsMs: number): void {
  const { params, input, hold, recovery, recent } = state;
  const statistic = side?.sum ?? 0;
  const before = hold.level;
  let mayEnd = true;
  if (before === 'drift') {
    followRecovery(recovery, input, adjusted, statistic > quietLimit(params.threshold));
    mayEnd = hasRecovered(recovery, input, { up: state.up !== null, down: state.down !== null });
  }
  applyHysteresis(hold, statistic, params.threshold, params.warning_ratio, mayEnd);
  if (before === 'drift') extendSegment(state.drift, adjusted, tsMs);
  else {
    state.drift = { ...(side?.stretch ?? createSegment()) };
    beginRecovery(recovery, input, recent);
  }
}

/** The segment of the change under way, if there is one. */
function changing(state: CusumState): Segment | null {
  if (state.hold.level === 'drift') return state.drift;
  return state.hold.level === 'warning' ? (leadingSide(state)?.stretch ?? null) : null;
}

export const cusum = defineChartMethod<CusumParams, CusumState>({
  method: 'cusum',
  label: 'Lasting shift (CUSUM)',
  summary: 'Sees small changes of the level that last, measured against the first points of the series.',
  sees: 'A lasting shift of the level, small ones too: many small deviations to one side add up.',
  misses:
    'Changes of spread alone; shifts below the slack; a level that moves and comes back faster than the sum reaches the threshold.',
  cost: 'O(1) per point; about 75 numbers, with a season 2 more for each slot.',
  paper: 'Page, "Continuous inspection schemes", Biometrika 41 (1954).',
  guide: {
    advice: {
      situation: 'known_good_period',
      place: 1,
      why: 'It adds up many small deviations from the good period, and is the fastest for a shift of about twice its slack.',
    },
    calmAlarms: [2.7, 72],
  },
  version: 3,
  paramsSchema,
  statisticCap: capRatio,
  init,
  judge,
  changing,
  recent: ({ recent }) => recent,
});

import { z } from 'zod';
import { clampFinite } from '../stats/clamp-finite';
import { createEwmaChart, type EwmaChart, ewmaChartStep } from '../stats/ewma-chart';
import { defineChartMethod } from './chart-method';
import { createInput, type InputState, standardise, withoutOutlier } from './input-stage';
import {
  directionParam,
  outlierLimitParam,
  referenceSizeParam,
  scaleParam,
  seasonParam,
  warningRatioParam,
} from './shared-params';
import { changingPoints, createChart, judgeScore, type SignedChart } from './signed-chart';

/**
 * EWMA chart: the exponentially weighted mean of the newest points against a learned level, for small and
 * medium shifts.
 *
 * What it measures. The first `reference_size` points give mean and standard deviation (sd, n - 1), which
 * stay fixed from then on. Every later point gives its distance from that mean in sd, cut at `outlier_limit`;
 * their exponentially weighted mean, `weight` for the newest, begins at 0. The statistic is that mean in its
 * own sd, `sqrt(weight / (2 - weight) * (1 - (1 - weight)^(2n)))` after n points, on the watched side; drift
 * above `threshold`, warning above `warning_ratio * threshold`. So the limits vary in time, like the exact
 * ones of the textbook.
 *
 * With hysteresis, unlike the textbook, which flags every point by itself: a drift lasts until the statistic
 * is back at half of the threshold and the series looks like its reference again, in level and noise
 * (recovery.ts), and while it lasts the reading's threshold is that half. Up to the first alarm the readings
 * are the textbook's to the last digit, as long as no point is cut.
 *
 * Direction. `worse` watches the side that is worse for the metric; a two-sided metric, and `both`, watch
 * either side.
 *
 * Params.
 *   reference_size: points, 2 to 100000, default 50. Bigger: a longer blind time at the start, but fewer
 *     false alarms, since most of them come from a mean learned from too few points.
 *   threshold: sd of the weighted mean, above 0 to 1e6, default 5. Bigger: rarer and later alarms.
 *     Calibration solves for this one. From `outlier_limit / sqrt(weight / (2 - weight))` on, 12 by default,
 *     nothing can exceed it.
 *   weight: share of the newest point, 0.001 to 1, default 0.2. Smaller: longer memory, for smaller shifts; 1
 *     has no memory and is a chart of single values.
 *   warning_ratio: share of the threshold, 0 to 1, default 0.7; 1 gives no warnings.
 *   outlier_limit: sd, above 0 to 1e6, default 4.
 *   direction: `worse` (default) or `both`.
 *   season: `none` (default), `hour_of_day`, `hour_of_week`; scale: `reference` (default), `raw`. See
 *     input-stage.ts. Under `raw` one unit of the metric takes the place of one sd; the outlier limit stays
 *     in sd.
 *
 * Defaults: of 1,000 seeded streams of 1,000 independent standard normal points 1.7 % have an alarm with both
 * sides watched and 1.1 % with one. The textbook's threshold of 3 has one in 86 % and 59 %. A fall of 2 sd
 * after 100 calm points is found after 8 points (median; 95th percentile 18), one of 3 sd after 4 (7), one of
 * 1 sd after 69, and in 6 % of the streams not within 1,000: `cusum` is better for that. Autocorrelated
 * metrics alarm more often.
 *
 * Input. Values in time order; spacing has no effect, so gaps, equal times and ties are ordinary. Short:
 * `insufficient_data` for all of the reference. Constant reference: 0.1 % of its level counts as one sd and a
 * difference up to that as none (lib/stats/noise-floor.ts). Outliers: one alone adds at most `weight *
 * outlier_limit` to the weighted mean, 2.4 of the statistic by default (4 at the first point); those inside
 * the reference make the method less sensitive. Huge values stay finite.
 *
 * The onset is the first point after the weighted mean last crossed the reference mean, Nishina's estimate;
 * while drift or warning lasts the delta is the mean since then minus the reference mean, otherwise that of
 * the last 8 points. The band is the reference mean plus and minus 3 sd, the strip of ordinary single values.
 *
 * Cost O(1) per update. State: about 65 numbers and the last 8 points; with a season 2 more for each slot.
 * Reference: Roberts, "Control chart tests based on geometric moving averages", Technometrics 1 (1959); tests
 * hold pandas' means, the textbook's limits and its alarms.
 */
const paramsSchema = z.strictObject({
  reference_size: referenceSizeParam(50),
  threshold: z.number().gt(0).max(1e6).default(5).meta({
    title: 'Threshold',
    description:
      'Drift when the weighted mean lies further than this from the reference. Higher: rarer alarms.',
    unit: 'standard deviations of the weighted mean',
  }),
  weight: z.number().min(0.001).max(1).default(0.2).meta({
    title: 'Weight',
    description: 'Share of the newest point in the weighted mean. Smaller: longer memory, smaller shifts.',
    unit: 'share',
  }),
  warning_ratio: warningRatioParam(),
  outlier_limit: outlierLimitParam(4),
  direction: directionParam(),
  season: seasonParam(),
  scale: scaleParam(),
});

export type EwmaParams = z.infer<typeof paramsSchema>;

export type EwmaState = {
  threshold: number;
  warningRatio: number;
  outlierLimit: number;
  input: InputState;
  core: EwmaChart;
  chart: SignedChart;
};

export const ewma = defineChartMethod<EwmaParams, EwmaState>({
  method: 'ewma',
  label: 'Weighted mean (EWMA)',
  summary:
    'Sees shifts of the level that last a few points, measured against the first points of the series.',
  sees: 'Lasting shifts of 2 sd and more within a few points, smaller ones late; the newest points count most.',
  misses: 'Changes of spread alone; single outliers; shifts smaller than the limits of the weighted mean.',
  cost: 'O(1) per point; about 85 numbers, with a season 2 more for each slot.',
  paper: 'Roberts, "Control chart tests based on geometric moving averages", Technometrics 1 (1959).',
  guide: {
    advice: {
      situation: 'known_good_period',
      place: 2,
      why: 'It adds up small deviations like `cusum` and is easier to read on a chart.',
    },
    calmAlarms: [0.7, 66],
  },
  version: 2,
  paramsSchema,
  init: (params, traits) => ({
    threshold: params.threshold,
    warningRatio: params.warning_ratio,
    outlierLimit: params.outlier_limit,
    input: createInput(params, traits),
    core: createEwmaChart(params.weight),
    chart: createChart(params.direction, traits),
  }),
  judge({ threshold, warningRatio, outlierLimit, input, core, chart }, adjusted, tsMs) {
    const deviation = withoutOutlier(input, standardise(input, adjusted), outlierLimit);
    const score = clampFinite(ewmaChartStep(core, deviation));
    // The change is everything on this side of the reference mean.
    const limits = { threshold, warningRatio, onsetRatio: 0, ofLevel: true };
    return judgeScore(chart, input, score, adjusted, tsMs, limits);
  },
  changing: ({ chart }) => changingPoints(chart),
  recent: ({ chart }) => chart.recent,
});

import { z } from 'zod';
import { defineChartMethod } from './chart-method';
import { releaseRatio } from './hysteresis';
import { createInput, type InputState, standardise } from './input-stage';
import {
  directionParam,
  referenceSizeParam,
  scaledUnit,
  scaleParam,
  seasonParam,
  warningRatioParam,
} from './shared-params';
import { changingPoints, createChart, judgeScore, type SignedChart } from './signed-chart';

/**
 * Shewhart chart of single values: the distance of a point from a learned level, in standard deviations (sd).
 *
 * What it measures. The first `reference_size` points give mean and sd (n - 1), which stay fixed from then
 * on. The statistic of every later point is its distance from that mean in sd, on the watched side (on both:
 * either way); drift above `threshold`, warning above `warning_ratio * threshold`. Single points decide and
 * no evidence accumulates, so a shift that is small compared with the threshold is found only when chance
 * adds the rest. No outlier limit: a single far value is what this chart is for.
 *
 * With hysteresis, unlike the textbook: a drift lasts until points are within half of the threshold again, 12
 * in a row, and the series looks like its reference, in level and noise (recovery.ts), so that a lasting
 * change is one alarm and not one for each far point. While it lasts the reading's threshold is that half.
 *
 * Direction. `worse` watches the side that is worse for the metric; a two-sided metric, and `both`, watch
 * either side.
 *
 * Params.
 *   reference_size: points, 2 to 100000, default 50. Bigger: a longer blind time at the start, and fewer
 *     false alarms.
 *   threshold: sd, above 0 to 1e6, default 5. Bigger: rarer alarms, and only for larger jumps. Calibration
 *     solves for it.
 *   warning_ratio: share of the threshold, 0 to 1, default 0.7; 1 gives no warnings.
 *   direction: `worse` (default) or `both`.
 *   season: `none` (default), `hour_of_day`, `hour_of_week`; scale: `reference` (default), `raw`. See
 *     input-stage.ts. Under `raw` the threshold is in the metric's unit.
 *
 * Defaults: of 1,000 seeded streams of 1,000 independent standard normal points 0.5 % have an alarm with both
 * sides watched and 0.4 % with one. The textbook's threshold of 3 has one in 86 % and 70 %. A fall of 5 sd
 * after 100 calm points is found after 1 point (median; 95th percentile 7), one of 4 sd after 4 (35), one of
 * 3 sd after 27 (460).
 *
 * Input. Values in time order; spacing has no effect, so gaps, equal times and ties are ordinary. Short:
 * `insufficient_data` for all of the reference. Constant reference: 0.1 % of its level counts as one sd, so
 * the default finds a change of more than 0.5 %; a difference up to 0.1 % is none, and at level 0 one up to
 * 1e-12 (lib/stats/noise-floor.ts). No statistic is above a million sd. Outliers inside the reference widen
 * it and make the method less sensitive. Huge values stay finite.
 *
 * The onset is the first of the points in a row that lie, on one side, beyond half of the threshold (or
 * beyond the warning line, if that is lower); while drift or warning lasts the delta is their mean minus that
 * of the reference, otherwise that of the last 8 points. The band is the reference mean plus and minus 3 sd.
 *
 * Cost O(1) per update. State: about 60 numbers and the last 8 points; with a season 2 more for each slot.
 * Reference: Shewhart, "Economic Control of Quality of Manufactured Product" (1931), whose limit is 3 sd.
 */
const paramsSchema = z.strictObject({
  reference_size: referenceSizeParam(50),
  threshold: z.number().gt(0).max(1e6).default(5).meta({
    title: 'Threshold',
    description:
      'Drift when a single point lies further than this from the reference mean. Higher: rarer alarms.',
    unit: scaledUnit,
  }),
  warning_ratio: warningRatioParam(),
  direction: directionParam(),
  season: seasonParam(),
  scale: scaleParam(),
});

export type ZScoreParams = z.infer<typeof paramsSchema>;

export type ZScoreState = {
  threshold: number;
  warningRatio: number;
  input: InputState;
  chart: SignedChart;
};

export const zScore = defineChartMethod<ZScoreParams, ZScoreState>({
  method: 'z_score',
  label: 'Far from ordinary (Shewhart)',
  summary: 'Sees a single value that lies far from the level of the first points of the series.',
  sees: 'A single value, or a lasting level, further from the reference than the threshold; at the first such point.',
  misses:
    'Shifts that are small beside the threshold, however long they last; changes of spread that stay inside it.',
  cost: 'O(1) per point; about 80 numbers, with a season 2 more for each slot.',
  paper: 'Shewhart, "Economic Control of Quality of Manufactured Product", Van Nostrand (1931).',
  guide: {
    advice: { situation: 'single_value', place: 1, why: 'It compares with the first points of the series.' },
    calmAlarms: [1.3, 3.3],
    lacks: { outlier_limit: 'A single far value is what it is there to see.' },
  },
  version: 2,
  paramsSchema,
  init: (params, traits) => ({
    threshold: params.threshold,
    warningRatio: params.warning_ratio,
    input: createInput(params, traits),
    chart: createChart(params.direction, traits),
  }),
  judge({ threshold, warningRatio, input, chart }, adjusted, tsMs) {
    const onsetRatio = Math.min(releaseRatio, warningRatio);
    const limits = { threshold, warningRatio, onsetRatio, ofLevel: true };
    return judgeScore(chart, input, standardise(input, adjusted), adjusted, tsMs, limits);
  },
  changing: ({ chart }) => changingPoints(chart),
  recent: ({ chart }) => chart.recent,
});

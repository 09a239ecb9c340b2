import { z } from 'zod';
import {
  createGeometricAverage,
  type GeometricAverage,
  geometricAverageStep,
} from '../stats/geometric-average';
import { defineRunningChart, type RunningChartState } from './running-chart';
import {
  directionParam,
  outlierLimitParam,
  referenceSizeParam,
  scaledUnit,
  scaleParam,
  seasonParam,
  warningRatioParam,
} from './shared-params';

/**
 * Geometric moving average: where the last points lie, older ones fading, against the mean of all since the
 * last change.
 *
 * What it measures. The first `reference_size` points give the noise and a first level, which every later
 * point updates. The distance of each point from that running mean, cut at `outlier_limit`, goes into an
 * average of which every point keeps the share `fading`; the statistic is how far that average lies above 0
 * (for a fall: below), in sd: lib/stats/geometric-average.ts. Drift above `threshold`. On independent values
 * the average has a standard deviation of `sqrt((1 - fading) / (1 + fading))` sd, by default 0.16, so the
 * default threshold is 4.4 of these. A shift smaller than the threshold is found only by chance, and a slow
 * slide takes the mean with it. Blind to changes of spread alone.
 *
 * A drift lasts `reference_size` points beyond the alarm, in which the new level and noise are learned:
 * running-chart.ts. A recovery is a change of its own; under `worse` it silently becomes the new level.
 *
 * Params.
 *   reference_size: points, 2 to 100000, default 100. They give noise and season, and are the weight of the
 *     first mean: with few of them an early shift moves the mean before the average follows.
 *   threshold: sd, above 0 to 1e6, default 0.7. Bigger: rarer and later alarms. Calibration solves for this
 *     one. One near the outlier limit can hardly ever be exceeded.
 *   fading: share, above 0 to 0.99999, default 0.95: a memory of about 20 points. Bigger: smaller shifts,
 *     found later; the threshold should then be smaller too.
 *   warning_ratio: share of the threshold, 0 to 1, default 0.7; 1 gives no warnings.
 *   outlier_limit: sd around the running mean, above 0 to 1e6, default 4.
 *   direction, season, scale: shared-params.ts. Under `raw` the threshold is in the metric's unit.
 *
 * Defaults: 1,000 seeded streams of 1,000 independent standard normal points have an alarm in 0.8 % with both
 * sides watched and in 0.5 % with one; 100 streams of 10,000 in 15 and 7. A rise of 1 sd after 100 calm
 * points is found after 26 points (median; 95th percentile 104), after 500 after 22 (43); one of 2 sd after 9
 * (14). Autocorrelated metrics alarm more often.
 *
 * Differs from Frouros, whose numbers the raw form reproduces one by one: values are in sd, falls are watched
 * too, and fading and threshold match each other. Its 0.99 and 1 would require 14 standard deviations of the
 * average.
 *
 * Input. Short: `insufficient_data` for all of the reference. Constant: evidence 0, for ever. Ties, gaps and
 * equal times have no effect. One outlier alone moves the average by at most 0.2 of 0.7 by default. The onset
 * is where the average last crossed 0: right in the median, but 10 or more points early in one drift of four.
 * Cost O(1) per update. State: about 75 numbers, the last 8 points among them; with a season 2 more for each
 * slot. Reference: Roberts, "Control chart tests based on geometric moving averages", Technometrics 1 (1959).
 */
const paramsSchema = z.strictObject({
  reference_size: referenceSizeParam(100),
  threshold: z.number().gt(0).max(1e6).default(0.7).meta({
    title: 'Threshold',
    description:
      'Drift when the weighted average lies further than this from the mean. Higher: rarer alarms.',
    unit: scaledUnit,
  }),
  fading: z.number().gt(0).max(0.99999).default(0.95).meta({
    title: 'Fading',
    description: 'Share of the average that is kept at every point. Higher: a longer memory.',
    unit: 'share',
  }),
  warning_ratio: warningRatioParam(),
  outlier_limit: outlierLimitParam(4),
  direction: directionParam(),
  season: seasonParam(),
  scale: scaleParam(),
});

export type GeometricMovingAverageParams = z.infer<typeof paramsSchema>;
export type GeometricMovingAverageState = RunningChartState<GeometricMovingAverageParams, GeometricAverage>;

export const geometricMovingAverage = defineRunningChart<GeometricMovingAverageParams, GeometricAverage>({
  method: 'geometric_moving_average',
  label: 'Recent average against the running mean (GMA)',
  summary: 'Sees the fading average of the last points leave the mean of everything since the last change.',
  sees: 'Middling and large shifts of the level, soon, from a level that it goes on learning all the time.',
  misses:
    'Changes of spread; shifts smaller than the threshold; a slow slide, which the running mean follows; a shift so early that it becomes the mean.',
  cost: 'O(1) per point; about 75 numbers, with a season 2 more for each slot.',
  paper: 'Roberts, "Control chart tests based on geometric moving averages", Technometrics 1 (1959).',
  guide: {
    advice: {
      situation: 'moving_level',
      place: 2,
      why: 'It compares the average of the last points with that same mean, and forgets sooner.',
    },
    calmAlarms: [0.7, 67.3],
  },
  version: 2,
  paramsSchema,
  start: createGeometricAverage,
  step: (chart, deviation, { fading }) => geometricAverageStep(chart, deviation, fading),
  rise: ({ average }) => Math.max(average, 0),
  fall: ({ average }) => Math.max(-average, 0),
});

import { z } from 'zod';
import {
  createPageHinkley,
  type PageHinkley,
  pageHinkleyFall,
  pageHinkleyRise,
  pageHinkleyStep,
} from '../stats/page-hinkley';
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
 * Page and Hinkley's test: CUSUM against the mean of everything since the last change.
 *
 * What it measures. The first `reference_size` points give the noise and a first level, which every later
 * point updates. Deviations from that running mean, less `slack` and cut at `outlier_limit`, are summed up;
 * the statistic is how far the sum has come from its lowest point (for a fall: from its highest), in sd:
 * lib/stats/page-hinkley.ts. Drift above `threshold`. Compared with `cusum`, a reference that was not quite
 * ordinary does no lasting harm, since the mean keeps learning; but a slow slide takes the mean with it, and
 * a drift ends by itself. Blind to changes of spread alone.
 *
 * A drift lasts `reference_size` points beyond the alarm, in which the new level and noise are learned:
 * running-chart.ts. A recovery is a change of its own; under `worse` it silently becomes the new level.
 *
 * Params.
 *   reference_size: points, 2 to 100000, default 50. They give noise and season, and are the weight of the
 *     first mean.
 *   threshold: sd, above 0 to 1e6, default 12. Bigger: rarer and later alarms. Calibration solves for this
 *     one.
 *   slack: sd, 0 to 100, default 0.5. Half of the shift that should be found fastest.
 *   fading: share, above 0 to 1, default 1. Smaller: deviations long ago count less.
 *   warning_ratio: share of the threshold, 0 to 1, default 0.7; 1 gives no warnings.
 *   outlier_limit: sd around the running mean, above 0 to 1e6, default 4; at or below `slack` hardly any
 *     evidence can add up.
 *   direction, season, scale: shared-params.ts. Under `raw` threshold and slack are in the metric's unit.
 *
 * Defaults: 1,000 seeded streams of 1,000 independent standard normal points have an alarm in 1.3 % with both
 * sides watched and in 0.9 % with one; 100 streams of 10,000 in 14 and 10. A rise of 1 sd after 100 calm
 * points is found after 26 points (median; 95th percentile 82), after 500 after 22 (44); one of 2 sd after 8
 * (13). Autocorrelated metrics alarm more often.
 *
 * Differs from River and Frouros, whose numbers the raw form reproduces one by one: values are in sd, the
 * threshold fits a slack of 0.5 instead of their 0.005, and nothing fades. Their 0.9999 fades the sums but
 * not their extremes, so that a long calm time gathers evidence by itself: at threshold 10 it has an alarm in
 * 98 of 100 streams of 10,000 calm points, without fading in 26 (both sides watched).
 *
 * Input. Short: `insufficient_data` for all of the reference. Constant: evidence 0, for ever. Ties, gaps and
 * equal times have no effect. One outlier alone adds at most `outlier_limit - slack`, 3.5 of 12 by default.
 * Cost O(1) per update. State: about 80 numbers, the last 8 points among them; with a season 2 more for each
 * slot. Reference: Page, "Continuous inspection schemes", Biometrika 41 (1954); the running mean: Hinkley,
 * "Inference about the change-point from cumulative sum tests", Biometrika 58 (1971).
 */
const paramsSchema = z.strictObject({
  reference_size: referenceSizeParam(50),
  threshold: z.number().gt(0).max(1e6).default(12).meta({
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
  fading: z.number().gt(0).max(1).default(1).meta({
    title: 'Fading',
    description: 'Share of the accumulated deviation that is kept at every point. 1: all of it.',
    unit: 'share',
  }),
  warning_ratio: warningRatioParam(),
  outlier_limit: outlierLimitParam(4),
  direction: directionParam(),
  season: seasonParam(),
  scale: scaleParam(),
});

export type PageHinkleyParams = z.infer<typeof paramsSchema>;
export type PageHinkleyState = RunningChartState<PageHinkleyParams, PageHinkley>;

export const pageHinkley = defineRunningChart<PageHinkleyParams, PageHinkley>({
  method: 'page_hinkley',
  label: 'Shift from the running mean (Page-Hinkley)',
  summary:
    'Sees small changes of the level that last, measured against the mean of everything since the last change.',
  sees: 'A lasting shift of the level, small ones too, from a level that it goes on learning all the time.',
  misses:
    'Changes of spread; shifts below the slack; a slow slide, which the running mean follows; a shift so early that it becomes the mean.',
  cost: 'O(1) per point; about 80 numbers, with a season 2 more for each slot.',
  paper: 'Page, "Continuous inspection schemes", Biometrika 41 (1954).',
  guide: {
    advice: {
      situation: 'moving_level',
      place: 1,
      why: 'It compares with the mean of everything since the last change instead of a fixed good period.',
    },
    calmAlarms: [0.7, 72.7],
  },
  version: 2,
  paramsSchema,
  start: createPageHinkley,
  step: (chart, deviation, { slack, fading }) => pageHinkleyStep(chart, deviation, slack, fading),
  rise: pageHinkleyRise,
  fall: pageHinkleyFall,
});

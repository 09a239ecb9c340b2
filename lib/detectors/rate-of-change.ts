import { z } from 'zod';
import { clampFinite } from '../stats/clamp-finite';
import { addLagged, createLaggedMean, type LaggedMean, laggedMean } from '../stats/lagged-mean';
import { farthest } from '../stats/noise-floor';
import { releaseRatio } from './hysteresis';
import {
  createIdleInput,
  createInput,
  type InputState,
  isLearning,
  learn,
  learnedCount,
  needsReference,
  withoutSeason,
} from './input-stage';
import type { ReferencePart } from './latched-drift';
import { notEnoughData } from './not-enough-data';
import { segmentSpan } from './segment';
import {
  directionParam,
  referenceSizeParam,
  scaledUnit,
  scaleParam,
  seasonParam,
  warningRatioParam,
} from './shared-params';
import { changingPoints, createChart, judgeScore, type SignedChart } from './signed-chart';
import type { Band, DetectorMethod, DetectorWindows, MetricTraits, Reading } from './types';

/**
 * How fast the level moves: the newest point against the mean of some points a lag ago.
 *
 * What it measures. The newest value minus the mean of `window` points, the newest of which is `lag` points
 * older, in standard deviations (sd) of the first `reference_size` points; the statistic is that on the
 * watched side. Drift above `threshold`, warning above `warning_ratio * threshold`. In calm noise the change
 * has an sd of `sqrt(1 + 1 / window)`. A steady slope shows as slope times `lag + (window - 1) / 2`, plus
 * noise, for as long as it lasts.
 *
 * The points compared with move along, so nothing is remembered for long: a jump to a new level is seen at
 * once and ends when the points a lag ago lie on the new level. A series that fell and stays down is calm
 * again, on purpose.
 *
 * Hysteresis: a drift lasts until the change is back at half of the threshold, 12 points in a row, and the
 * noise is that of the reference, where there is one (recovery.ts). While it lasts the reading's threshold is
 * that half.
 *
 * Direction. `worse` watches the side that is worse for the metric; a two-sided metric, and `both`, watch
 * either side. Watching one side also keeps a recovery from counting as a change.
 *
 * Params.
 *   threshold: sd, above 0 to 1e6, default 5. Bigger: rarer alarms, steeper changes. Calibration solves for
 *     it.
 *   lag: points, 1 to 10000, default 10. Bigger: slower slopes are seen, and a jump is remembered longer.
 *   window: points, 1 to 10000, default 10. Bigger: less noise in what is compared with.
 *   reference_size: points, 2 to 100000, default 50; used for the sd and the season only, never for a level.
 *     Not used at all under scale `raw` without a season.
 *   warning_ratio: share of the threshold, 0 to 1, default 0.7; 1 gives no warnings.
 *   direction: `worse` (default) or `both`.
 *   season: `none` (default), `hour_of_day`, `hour_of_week`; scale: `reference` (default), `raw`. See
 *     input-stage.ts. Under `raw` the threshold is in the metric's unit.
 *
 * Defaults: of 1,000 seeded streams of 1,000 independent standard normal points 1.2 % have an alarm with both
 * sides watched and 0.8 % with one; at a threshold of 3 it would be 92 % and 80 %. A fall of 6 sd after 100
 * calm points is found after 1 point (median; 95th percentile 3), one of 5 sd after 1 (8); one of 4 sd is
 * missed in 23 % of the streams and one of 3 sd in 68 %. A steady fall of 0.3 sd a point is found within 50
 * points in 99 %, one of 0.2 in 59 %, one of 0.1 in 4.5 %.
 *
 * Input. Values in time order; a lag is counted in points, so gaps, equal times and ties are nothing special,
 * and a gap makes a slope look steeper. Short: `insufficient_data` until the reference and then `lag +
 * window` points are there. Constant reference: 0.1 % of its level counts as one sd
 * (lib/stats/noise-floor.ts); no change counts for more than a million sd. Outliers: a single wild value is a
 * drift, and returns as an echo of `1 / window` of its size on the other side while it is among the points
 * compared with: there is no outlier limit, since after a lasting jump it would cut every point. Huge values
 * stay finite.
 *
 * The onset is the first of the points in a row whose change, on one side, is beyond half of the threshold
 * (or beyond the warning line, if that is lower). The delta is the change in the metric's unit. As its
 * reference the chart shows the points compared with, as its band their mean plus and minus the threshold on
 * the watched sides.
 *
 * Cost O(window) per update. State: `lag + window` values and as many times, and about 75 numbers; with a
 * season 2 more for each slot. Reference: the momentum rule of technical analysis, against a mean instead of
 * a single past point; no published test, so its false-alarm rate is measured and not derived.
 */
const paramsSchema = z.strictObject({
  threshold: z.number().gt(0).max(1e6).default(5).meta({
    title: 'Threshold',
    description: 'Drift when the change since the points a lag ago exceeds this. Higher: rarer alarms.',
    unit: scaledUnit,
  }),
  lag: z.int().min(1).max(10_000).default(10).meta({
    title: 'Lag',
    description: 'How many points ago the newest of the compared points lies.',
    unit: 'points',
  }),
  window: z.int().min(1).max(10_000).default(10).meta({
    title: 'Window',
    description: 'How many points make up the mean for comparison.',
    unit: 'points',
  }),
  reference_size: referenceSizeParam(50),
  warning_ratio: warningRatioParam(),
  direction: directionParam(),
  season: seasonParam(),
  scale: scaleParam(),
});

export type RateOfChangeParams = z.infer<typeof paramsSchema>;

export type RateOfChangeState = {
  threshold: number;
  warningRatio: number;
  input: InputState;
  past: LaggedMean;
  /** Times in the places of the values in `past`. */
  timesMs: number[];
  /** What the newest point was compared with; a `sampleCount` of 0 before the first one. */
  baseline: ReferencePart;
  chart: SignedChart;
};

function init(params: RateOfChangeParams, traits: MetricTraits): RateOfChangeState {
  return {
    threshold: params.threshold,
    warningRatio: params.warning_ratio,
    input: needsReference(params) ? createInput(params, traits) : createIdleInput(),
    past: createLaggedMean(params.lag, params.window),
    timesMs: [],
    baseline: { fromMs: 0, toMs: 0, mean: 0, sampleCount: 0 },
    chart: createChart(params.direction, traits),
  };
}

function remember({ past, timesMs }: RateOfChangeState, adjusted: number, tsMs: number): void {
  timesMs[past.next] = tsMs;
  addLagged(past, adjusted);
}

/** The points a lag before the next one; `null` while there are too few. */
function findBaseline({ past, timesMs }: RateOfChangeState): ReferencePart | null {
  const mean = laggedMean(past);
  const fromMs = timesMs[past.next];
  const toMs = timesMs[(past.next + past.window - 1) % past.size];
  if (mean === null || fromMs === undefined || toMs === undefined) return null;
  return { fromMs, toMs, mean, sampleCount: past.window };
}

function update(state: RateOfChangeState, value: number, tsMs: number): Reading {
  const { threshold, warningRatio, input, past, chart } = state;
  if (isLearning(input)) {
    learn(input, value, tsMs);
    return notEnoughData(input.moments.count, input.referenceSize + past.size + 1);
  }
  const adjusted = withoutSeason(input, value, tsMs);
  const baseline = findBaseline(state);
  remember(state, adjusted, tsMs);
  if (baseline === null)
    return notEnoughData(input.referenceSize + past.values.length, input.referenceSize + past.size + 1);
  state.baseline = baseline;
  const delta = clampFinite(adjusted - baseline.mean);
  const score = scoreOf(input, delta);
  const limits = {
    threshold,
    warningRatio,
    onsetRatio: Math.min(releaseRatio, warningRatio),
    ofLevel: false,
  };
  const reading = judgeScore(chart, input, score, adjusted, tsMs, limits);
  reading.delta = delta;
  return reading;
}

/** The change on the chosen scale; at most a million sd. */
function scoreOf(input: InputState, delta: number): number {
  if (input.scale === 'raw') return delta;
  return Math.min(Math.max(delta / input.unit, -farthest), farthest);
}

/** What a change of 1 is in the metric's unit. */
function scoreUnit({ scale, unit }: InputState): number {
  return scale === 'raw' ? 1 : unit;
}

function bandOf({ threshold, input, baseline, chart }: RateOfChangeState): Band {
  const level = clampFinite(baseline.mean + input.offset);
  const reach = threshold * scoreUnit(input);
  return {
    lower: chart.down ? clampFinite(level - reach) : null,
    upper: chart.up ? clampFinite(level + reach) : null,
  };
}

function windows(state: RateOfChangeState): DetectorWindows {
  if (state.baseline.sampleCount === 0) return { reference: null, band: null, current: null };
  return {
    reference: { ...state.baseline },
    band: bandOf(state),
    current: segmentSpan(changingPoints(state.chart), state.chart.recent),
  };
}

export const rateOfChange: DetectorMethod<RateOfChangeParams, RateOfChangeState> = {
  method: 'rate_of_change',
  label: 'Rate of change',
  summary: 'Sees a level that moves fast: the newest point against the mean of some points a lag ago.',
  kind: 'chart',
  sees: 'Jumps, single outliers, and slopes steep enough to cross the threshold within lag and window.',
  misses:
    'What lasts: a new level is forgotten when the points a lag ago lie on it. Slow slopes, changes of spread, and jumps that are small beside the threshold.',
  cost: 'O(window) per point; lag and window points with their times, and about 75 numbers.',
  paper: 'The momentum rule of technical analysis, against a mean; no published test.',
  guide: {
    advice: {
      situation: 'single_value',
      place: 3,
      why: 'It is for where the jump counts and not the level.',
    },
    calmAlarms: [0.7, 6],
    lacks: { outlier_limit: 'A single far value is what it is there to see.' },
  },
  version: 2,
  paramsSchema,
  calibratedParam: 'threshold',
  updateCost: ({ window }) => 80 + 6 * window,
  minSamples: (params) => learnedCount(params) + params.lag + params.window,
  init,
  update,
  windows,
  onsetMs: ({ chart }) => changingPoints(chart)?.fromMs ?? null,
};

import { clampFinite } from '../stats/clamp-finite';
import type { Novelty } from '../stats/novelty';
import { addToEvents, isHabit } from '../stats/recurring-events';
import { judgeNews } from './anomaly/news';
import { judgeOutlying, worse } from './anomaly/outlying';
import { type AnomalyParams, paramsSchema } from './anomaly/params';
import { type AnomalyState, createState } from './anomaly/state';
import { judgeStep } from './anomaly/steps';
import { present, viewPoint } from './anomaly/views';
import { isChanging, judge } from './hysteresis';
import { notEnoughData } from './not-enough-data';
import type { DetectorMethod, DetectorWindows, Reading } from './types';

const selfTaught = 'It finds this out from the series itself.';

/** Values beyond this count as this. */
const maxValue = 1e300;
/**
 * The share of the last alarm that remains with every point: soon after it only a larger one counts as
 * another.
 */
const shownFade = 0.97;
/** With more alarms than this in about 1,000 points, a series needs stronger ones. */
const alarmFade = 0.999;
const restlessFrom = 4;
const restlessWeight = 0.5;
/**
 * Powers of ten that outliers, steps and departures must reach whatever is asked: below it they are common on
 * lively series.
 */
const surest = 3.7;

/**
 * Suppresses what follows an alarm too closely, comes at its usual time, or comes from a series with many
 * alarms.
 */
function heldBack(state: AnomalyState, strength: number, threshold: number): number {
  state.recentAlarms *= alarmFade;
  const brake = restlessWeight * Math.max(0, state.recentAlarms - restlessFrom);
  const isHeld =
    strength > threshold &&
    (strength < state.shown * worse ||
      strength < threshold + brake ||
      isHabit(state.recurring, present.localMs, strength, threshold));
  const statistic = isHeld ? 0 : strength;
  if (statistic > threshold && state.level !== 'drift') state.recentAlarms += 1;
  state.shown = statistic > threshold ? statistic : state.shown * shownFade;
  return statistic;
}

function update(state: AnomalyState, given: number, tsMs: number): Reading {
  const value = Math.min(Math.max(given, -maxValue), maxValue) + 0;
  const { learning_points: learning, false_alarm_every: every, warning_ratio: ratio } = state.params;
  const threshold = Math.log10(every);
  const strict = Math.max(threshold, surest);
  state.count += 1;
  if (state.count === 1) {
    state.firstMs = tsMs;
    state.last = value;
    state.nearLevel = value;
    state.middleLevel = value;
    state.slowLevel = value;
  }
  const before = state.slowLevel;
  const isJudging = state.count > learning;
  viewPoint(state, value, tsMs);
  const step = judgeStep(state, strict, isJudging);
  const outlying = judgeOutlying(state, strict, isJudging);
  const news = judgeNews(state, value, isJudging);
  state.last = value;
  state.lastMs = tsMs;
  if (!isJudging) return notEnoughData(state.count, learning + 1);
  const sure = Math.max(step, outlying);
  const strength = Math.max(news, sure > strict ? sure : Math.min(sure, threshold));
  const statistic = heldBack(state, strength, threshold);
  addToEvents(state.recurring, present.localMs, Math.max(present.strength, strength), threshold);
  const was = state.level;
  state.level = judge(statistic, threshold, threshold, ratio);
  if (isChanging(state.level) && !isChanging(was)) state.onsetMs = tsMs;
  return { statistic, threshold, level: state.level, delta: clampFinite(value - before) };
}

function windows(state: AnomalyState): DetectorWindows {
  const { count, firstMs, lastMs, slowLevel, views, last, params } = state;
  if (count <= params.learning_points) return { reference: null, band: null, current: null };
  // Three standard deviations of a normal distribution, from its mean absolute one.
  const half = 3.76 * (views[0] as Novelty).meanDistance;
  return {
    reference: { fromMs: firstMs, toMs: lastMs, mean: slowLevel, sampleCount: count },
    band: { lower: clampFinite(slowLevel - half), upper: clampFinite(slowLevel + half) },
    current: { fromMs: lastMs, toMs: lastMs, mean: last, sampleCount: 1 },
  };
}

/**
 * Short-lived odd behaviour, at a chosen rate of false alarms. Three judges look at every point; views.ts
 * says what they see of it: value, step, levels of 20 and 100 points, spreads of 24 and 96, distances from
 * the hour.
 *
 *   News (news.ts): how far the point is from everything its views have been. It gets used to what it has
 *   seen, so a habit is reported once. Also runs of equal values. Outliers (outlying.ts): how far out six of
 *   the views are on their side. What has been flagged teaches a sixteenth, so the hundredth outage is as odd
 *   as the first; after 300 points the odd is the new ordinary. Also departures from a constant. Steps
 *   (steps.ts): the mean of 6 points against the 24 before. The way back is no news.
 *
 * The score of each is calibrated by the peaks of the series' own past (peak-calibration.ts, news-rate.ts),
 * for the last two without the highest. The statistic is the largest of the three strengths: minus the
 * decimal logarithm of the false alarms per point that a threshold there would give; drift beyond
 * log10(false_alarm_every). Soon after a peak only a larger one shows, so one event is one sharp peak. What
 * comes at its usual time, such as a nightly job, is not told from the third day or the second week on, unless
 * it is stronger (recurring-events.ts). Beyond four alarms in 1,000 points the limit rises.
 *
 * Params.
 *   false_alarm_every: points, 100 to 1e12, default 5000. Below 5000 only news come sooner: outliers, steps
 *     and departures are common on lively series, and keep to one in 5000.
 *   learning_points: points, 40 to 10000, default 200: nothing is judged before.
 *   warning_ratio: share of the threshold, 0 to 1, default 0.8.
 *
 * Both sides are always watched. Hours, days and weeks are by the metric's time zone, UTC without one.
 *
 * Measured at the defaults. False alarms per 10,000 points (2 are promised), six calm series of 10,000 of
 * each kind: normal 1.8, t with 3 degrees 1.8, log-normal (0.6) 2.3, counts 0.5 to 2.7, AR(1) of 0.7 1.2,
 * GARCH 3.7, mostly zero 0.7 to 2.0, daily season 0.2 to 1.7, weekly 0.2, random walk 1.2, Pareto of index 2
 * 3.7. In series of 5,000, which are younger, t has 3.9 and normal values rounded to one standard deviation
 * 3.4. Not kept within a factor of 2: Pareto of index 1, whose mean does not exist (13.3), and the first
 * 1,000 points where 1 % are not zero (18) or tails are heavy (10).
 *
 * An outage of 10 rows every 500 rows is found in 99 % in normal noise (10 and 6 sd) and in all of log-normal
 * noise and counts; on a constant in 90 %, in AR(1) of 0.7 (8 sd) in 22 %; single values 8 sd out, every 500
 * rows, in 47 %.
 *
 * Recorded series (the public half), F1: Merlion 0.47, SMAP 0.57, MSL 0.38, TSB-UAD 0.37. Numenta Anomaly
 * Benchmark, own alarms, standard profile: 50 at the default, 67 at one in 500.
 *
 * Input. A constant is never odd; a first departure from a long constant is. Values beyond 1e300 count as
 * 1e300. Differences under 1e-9 of the level are rounding. Cost: ten passes over at most 100 places per
 * point, about 5 microseconds. State: at most about 8,200 numbers, 65 kB of JSON.
 */
export const anomaly: DetectorMethod<AnomalyParams, AnomalyState> = {
  method: 'anomaly',
  label: 'Odd behaviour (automatic)',
  summary:
    'Sees spikes, dips, flat lines, unusual levels and shapes, at the rate of false alarms that is asked for.',
  kind: 'adaptive',
  sees: 'Spikes, dips, steps, flat lines, bursts of noise, levels and values of the hour never seen before, on any scale; gross ones also when they come again.',
  misses: 'Slow drifts, and small oddities like those it has already seen.',
  cost: 'One pass over 100 remembered places in each of ten views; at most about 8,200 numbers of state.',
  paper:
    'Tail chances after Siffer et al., KDD 2017, and Dekkers, Einmahl and de Haan (1989); calibration by block maxima (Gumbel, 1958); the views are our own.',
  guide: {
    advice: {
      situation: 'odd_behaviour',
      place: 1,
      why: 'It has one scale on every metric and takes one number: how many points of a calm series go by for one false alarm. Gross events are reported each time they come unless it is at their usual time, small ones until they are a habit.',
    },
    calmAlarms: [5.3, 2],
    lacks: {
      scale: selfTaught,
      season: selfTaught,
      outlier_limit: selfTaught,
      direction: 'Odd behaviour is odd to either side.',
    },
  },
  version: 4,
  paramsSchema,
  calibratedParam: 'false_alarm_every',
  updateCost: () => 6000,
  minSamples: ({ learning_points }) => learning_points + 1,
  init: createState,
  update,
  windows,
  onsetMs: ({ level, onsetMs }) => (isChanging(level) ? onsetMs : null),
};

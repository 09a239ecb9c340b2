import type { RateChange } from '../stats/rate-change';
import { chartWeights } from './auto/budget';
import { addToSample, relearn, startRegime, startRelearning } from './auto/learning';
import { scoreCode } from './auto/normal-scores';
import { type AutoParams, paramsSchema } from './auto/params';
import { judgeRate } from './auto/rate-watch';
import { addToRing, timeBack, valueBack } from './auto/recent-ring';
import { doubtSeason, followSeason, predictSeason } from './auto/season-tracker';
import { deltaOf, lengthOf, referenceEnd, spansOf } from './auto/spans';
import { type AutoState, freshState, largestValue } from './auto/state';
import { followRun, stuckStrength } from './auto/stuck-run';
import { addToBank, finding, judgeScores, type WindowBank } from './auto/window-bank';
import { notEnoughData } from './not-enough-data';
import type { DetectorMethod, Reading } from './types';

/** Takes the season out, teaches it, and keeps the rest; returns whether another season was adopted. */
function takeIn(state: AutoState, value: number, tsMs: number): boolean {
  const { season, center } = state;
  const bounded = Math.min(Math.max(value, -largestValue), largestValue) + 0;
  if (bounded !== 0 && bounded !== 1) {
    state.otherCount += 1;
    // From now on it is no series of 0 and 1, whose ring holds whole numbers.
    if (season === null) state.recent.roundTo = 0;
  }
  followRun(state.run, bounded);
  if (season === null) {
    addToRing(state.recent, bounded, tsMs);
    return false;
  }
  const level = center + state.offset;
  const { value: predicted, factor } = predictSeason(season, tsMs, center);
  const isPlain = factor === 1 && predicted === center;
  // Without a season a value goes in as it is: what repeats itself has to stay equal to what was learned of it.
  const rest = isPlain ? bounded : level + (bounded - state.offset - predicted) / Math.sqrt(factor);
  addToRing(state.recent, rest, tsMs);
  const isRelearning = state.phase === 'relearning' && state.sample.length > 0;
  const moved = isRelearning ? state.sampleSum / state.sample.length - center : state.offset;
  return followSeason(season, bounded - moved, tsMs, state.limit);
}

/** Compares a score with those learned; returns the strength of what stands out most. */
function watchScores(state: AutoState, bank: WindowBank): number {
  addToBank(bank, scoreCode(state.regime.edges, valueBack(state.recent, 1)));
  const weights = chartWeights(state.sides);
  judgeScores(bank, weights, state.sides);
  state.chart = finding.chart;
  const stuck = stuckStrength(state.run, weights.stuck);
  if (stuck <= finding.strength) return finding.strength;
  state.chart = 'stuck';
  return stuck;
}

function watch(state: AutoState): number {
  const { bank, rates } = state.regime;
  if (bank !== null) return watchScores(state, bank);
  if (rates === null) return 0;
  return watchRates(state, rates);
}

/**
 * A rate that goes on moving the way it was found to move is the same change: it is learned anew without another alarm,
 * at a hundredth of the odds, for 512 points after the alarm. So a slow rise is told once, and the other way is news.
 */
const settlingPoints = 512;
const settlingStrength = 2;

function watchRates(state: AutoState, rates: RateChange): number {
  state.chart = 'mean';
  const { strength, rises } = judgeRate(rates, valueBack(state.recent, 1), state.sides);
  if (state.settling > 0) {
    state.settling -= 1;
    if (rises === state.rose && strength > settlingStrength) {
      startRelearning(state, lengthOf(state), 0);
      return 0;
    }
  }
  if (strength > Math.log10(state.params.false_alarm_every)) {
    state.rose = rises;
    state.settling = settlingPoints;
  }
  return strength;
}

/** A change is confirmed: what came before is the reference, what came since is learned from. */
function startChange(state: AutoState, statistic: number): void {
  const length = lengthOf(state);
  state.onsetMs = timeBack(state.recent, length);
  state.referenceToMs = referenceEnd(state, length).toMs;
  startRelearning(state, length, statistic);
  if (state.season !== null) doubtSeason(state.season);
}

function update(state: AutoState, value: number, tsMs: number): Reading {
  const { params } = state;
  const hasNewSeason = takeIn(state, value, tsMs);
  if (state.phase === 'learning') {
    addToSample(state, valueBack(state.recent, 1));
    if (state.sample.length >= params.reference_size) startRegime(state);
    return notEnoughData();
  }
  const threshold = Math.log10(params.false_alarm_every);
  if (hasNewSeason) startRelearning(state, 0, state.held);
  let statistic = state.held;
  if (state.phase === 'relearning') {
    if (!hasNewSeason) relearn(state);
    statistic = state.held;
  } else {
    statistic = watch(state);
    if (statistic > threshold) startChange(state, statistic);
  }
  const warns = statistic > threshold * params.warning_ratio;
  state.level = statistic > threshold ? 'drift' : warns ? 'warning' : 'stable';
  return { statistic, threshold, level: state.level, delta: deltaOf(state) };
}

/**
 * Finds lasting change in any series, with nothing to set: mean, spread, tails, rates of 0/1, values that are stuck.
 *
 * What it does. A daily or weekly season is found from the series and taken out (season-tracker.ts). The rest is turned
 * into normal scores by the values learned (normal-scores.ts), so every distribution looks alike and an outlier counts
 * for at most 2.6 sd. Windows of 8 to 512 points are compared with all that came before (window-bank.ts), allowing for
 * autocorrelation measured on the series itself. The statistic is minus the decimal logarithm of how often per point a
 * calm series would stand out as much (alarm-strength.ts): one scale for all charts and all series (budget.ts). A 0/1
 * series is judged by the odds that its rate has changed, over all possible starts (rate-watch.ts), on the same scale.
 *
 * After an alarm the level of the statistic is held while the new regime is learned: at least 64 points from the
 * estimated onset, a whole cycle where there is a season, and on until both halves of the stretch agree (at the most
 * 512 points or 3 cycles). Then it is stable again; going back to the old level is a change like any other. A rate takes
 * `reference_size` points to learn, and goes on being corrected in silence while it moves on the same way (512 points).
 *
 * Params.
 *   false_alarm_every: points, 100 to 1e12, default 10000. A calm series has at most one false alarm in so many points.
 *   reference_size: points, 16 to 1000, default 256. Learned from before anything is judged.
 *   direction: `both` (default: a watch over everything should see gains too) or `worse`; of the mean and the rate only.
 *     Under `both`, the rarer outcome of a 0/1 series becoming more frequent has 95 % of its budget.
 *   warning_ratio: share of the threshold, 0 to 1, default 0.8.
 *
 * Measured on the streams of `npm run bench:quality` (seeds public-1 to public-3, 27 real-valued scenarios): 719 of 720
 * changes found, mean delay 52 points, 0.1 to 0.2 false alarms per 10,000 points. AR(1) noise of 0.7 has 1.6. Of rates that
 * rise from 0.1 to 0.15, 2 in 3 are found within 500 points (seeds public-1 to public-10), at 0.3 alarms per 10,000 points of
 * calm streams; with the rate before known exactly and one alternative, the best possible test would find 3 in 4.
 *
 * Input. Short: `insufficient_data`. Constant: statistic 0 for ever; the noise of a constant is unknown, so any other
 * value that stays is a change. Ties share the middle rank. Gaps and equal times are ordinary. Values beyond 1e140 count
 * as that large, since squares have to fit into a double. A series is 0/1 when its reference has both and nothing else;
 * it gets no season. Seasons other than the day and the week (UTC) are not found.
 *
 * Cost O(1) per update, about 1 microsecond, and O(512) at a change. State: under 64 KiB of JSON, whatever the stream, most often a
 * fifth of that; a short series has a small one.
 */
export const auto: DetectorMethod<AutoParams, AutoState> = {
  method: 'auto',
  label: 'Lasting change (automatic)',
  summary: 'Finds lasting changes of any kind in any series, with nothing to set.',
  sees: 'Lasting changes of the mean, the spread, the tails or the rate, values that are stuck, and recoveries.',
  misses:
    'Single outliers, on purpose; changes of less than a tenth of the noise; seasons that are neither a day nor a week.',
  cost: 'O(1) per point, on average well under a microsecond; state under 64 KiB.',
  paper:
    'Window comparisons on normal scores after van der Waerden (1952), with false-alarm rates after Siegmund (1988); for rates the mixture of Shiryaev, Roberts and Pollak (1987).',
  kind: 'adaptive',
  version: 5,
  paramsSchema,
  calibratedParam: 'false_alarm_every',
  minSamples: ({ reference_size }) => reference_size + 1,
  init: freshState,
  update,
  windows: spansOf,
  onsetMs: (state) => {
    if (state.level === 'drift') return state.onsetMs;
    return state.level === 'warning' ? timeBack(state.recent, lengthOf(state)) : null;
  },
};

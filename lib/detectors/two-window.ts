import { clampFinite } from '../stats/clamp-finite';
import { mean } from '../stats/mean';
import { inOrder, insertOrdered, orderedMedian, removeOrdered } from '../stats/ordered-values';
import {
  type InputState,
  learn,
  ordinaryBand,
  standardise,
  startInput,
  withoutOutlier,
  withoutSeason,
} from './input-stage';
import { heldThreshold, isChanging, judge } from './level-hold';
import { notEnoughData } from './not-enough-data';
import { watchedSides } from './shared-params';
import type { DetectorMethod, DetectorState, DetectorWindows, Level, MetricTraits, Reading } from './types';
import type { WindowParams } from './window-params';

/**
 * What all methods share that compare a reference window with a current window: which points are in which, season and noise,
 * direction, levels and onset. A method adds one statistic of two samples.
 *
 * Reference. `first`: the first `reference_size` points. `range`: the first `reference_size` points of those from
 * `reference_from` to `reference_to`; the current window begins behind the range, and with fewer than five points inside it
 * nothing is ever judged. `rolling`: the `reference_size` points before the current window; level, noise and season are those
 * of the first ones, and a change is seen only while it moves through.
 *
 * Current window: the last `window` points. Until it is full for the first time, the level is `insufficient_data`.
 *
 * Values enter as standardised residuals: season out, in sd of the reference, cut at `outlier_limit` sd, so that one wild
 * value moves no statistic far and nothing overflows.
 *
 * Direction. A statistic with sides counts the watched ones. For a distance (`hasSides` false) the sign of the mean's
 * difference decides: away from the watched side the statistic is 0.
 *
 * Every point is tested and neighbouring windows share all but one value: textbook critical values alarm in most calm
 * streams. The default thresholds come from simulation, each file states its figures; autocorrelated series need more, which
 * calibration finds. A drift is held until the statistic is back at half of the threshold (level-hold.ts).
 *
 * Onset: at the first point of a change, the place in the current window from which on the values lie most consistently on
 * the other side of half the change; it then stands until the level is stable.
 *
 * Cost: that of the statistic, plus one binary search and a copy of part of the window; O(window) once per window for sums
 * taken afresh, and once O(m log m) to order the reference. Rolling: O(reference + window) per point and more, since the
 * statistic is built anew. State: the reference, three numbers for each point of the window, and the statistic's own.
 */
export interface WindowStatistic<Params extends WindowParams, Core extends DetectorState> {
  hasSides: boolean;
  /** Whether the change is one of spread; then the onset is searched in the distances from the median. */
  ofSpread?: boolean;
  /** Over a reference in ascending order, with no current value yet. */
  start(reference: readonly number[], params: Params): Core;
  /** One more or one fewer value; `current` is the ascending window without it. */
  change(
    core: Core,
    reference: readonly number[],
    current: readonly number[],
    value: number,
    change: 1 | -1,
  ): void;
  /** Takes sums afresh that gather rounding; called once per `window` points. */
  refresh?(core: Core, reference: readonly number[], current: readonly number[]): void;
  /** Larger is more drift. `sides` matters only with `hasSides`. */
  statistic(core: Core, reference: readonly number[], current: readonly number[], sides: Sides): number;
}

export type Sides = { up: boolean; down: boolean };

/** The watched part of a signed score: its size on a watched side, else 0. */
export function watchedScore(score: number, { up, down }: Sides): number {
  return Math.max(up ? score : 0, down ? -score : 0);
}

export type TwoWindowState<Params extends WindowParams, Core extends DetectorState> = {
  params: Params;
  sides: Sides;
  /** `null` until the reference is complete. */
  input: InputState | null;
  /** What one residual is worth in the metric's unit. */
  unit: number;
  /** Raw values until the reference is complete; then residuals, oldest first (rolling) or nothing. */
  referenceValues: number[];
  referenceMs: number[];
  /** Residuals of the reference, ascending, and their mean. */
  reference: number[];
  referenceMean: number;
  referenceFromMs: number;
  referenceToMs: number;
  /** Residuals and times of the last points in a ring; `next` is where the next one goes. */
  values: number[];
  timesMs: number[];
  next: number;
  current: number[];
  currentSum: number;
  core: Core | null;
  level: Level;
  onsetMs: number;
};

/** Fewer points in a fixed range than this are no reference. */
const smallestReference = 5;

type Definition<Params extends WindowParams, Core extends DetectorState> = Pick<
  DetectorMethod<Params, TwoWindowState<Params, Core>>,
  'method' | 'label' | 'summary' | 'sees' | 'misses' | 'cost' | 'paper' | 'paramsSchema'
> &
  WindowStatistic<Params, Core>;

export function defineWindowMethod<Params extends WindowParams, Core extends DetectorState>(
  definition: Definition<Params, Core>,
): DetectorMethod<Params, TwoWindowState<Params, Core>> {
  type State = TwoWindowState<Params, Core>;

  function init(params: Params, traits: MetricTraits): State {
    return {
      params: { ...params },
      sides: watchedSides(params.direction, traits),
      input: null,
      unit: 1,
      referenceValues: [],
      referenceMs: [],
      reference: [],
      referenceMean: 0,
      referenceFromMs: 0,
      referenceToMs: 0,
      values: [],
      timesMs: [],
      next: 0,
      current: [],
      currentSum: 0,
      core: null,
      level: 'insufficient_data',
      onsetMs: 0,
    };
  }

  /** Gathers the reference; true when the point belongs to it, or is too early to belong to anything. */
  function gather(state: State, value: number, tsMs: number): boolean {
    const { params, referenceValues, referenceMs } = state;
    if (params.reference === 'range') {
      if (tsMs < (params.reference_from ?? 0)) return true;
      if (tsMs > (params.reference_to ?? 0)) {
        if (referenceValues.length < smallestReference) return true;
        finishReference(state);
        return false;
      }
      if (referenceValues.length === params.reference_size) return true;
    }
    referenceValues.push(value + 0);
    referenceMs.push(tsMs);
    if (params.reference !== 'range' && referenceValues.length === params.reference_size)
      finishReference(state);
    return true;
  }

  function finishReference(state: State): void {
    const { params, referenceValues, referenceMs } = state;
    const count = referenceValues.length;
    const input = startInput({ reference_size: count, season: params.season, scale: 'reference' });
    for (let index = 0; index < count; index += 1) {
      learn(input, referenceValues[index] as number, referenceMs[index] as number);
    }
    state.unit = input.units.length === 0 ? input.unit : mean(input.units);
    const residuals = referenceValues.map((value, index) =>
      residual(input, params, value, referenceMs[index] as number),
    );
    state.input = input;
    state.referenceFromMs = referenceMs[0] as number;
    state.referenceToMs = referenceMs[count - 1] as number;
    adoptReference(state, residuals);
    const rolls = params.reference === 'rolling';
    state.referenceValues = rolls ? residuals : [];
    state.referenceMs = rolls ? referenceMs : [];
  }

  function adoptReference(state: State, residuals: readonly number[]): void {
    state.reference = inOrder(residuals);
    state.referenceMean = mean(state.reference);
    state.core = definition.start(state.reference, state.params);
  }

  function refresh(state: State): void {
    state.currentSum = 0;
    for (let index = 0; index < state.values.length; index += 1)
      state.currentSum += state.values[index] as number;
    if (state.core !== null) definition.refresh?.(state.core, state.reference, state.current);
  }

  /** The value that leaves the current window becomes the newest of the reference, whose oldest is forgotten. */
  function roll(state: State, value: number, tsMs: number): void {
    state.referenceValues.push(value);
    state.referenceMs.push(tsMs);
    const gone = state.referenceValues.shift() as number;
    state.referenceMs.shift();
    removeOrdered(state.reference, gone);
    insertOrdered(state.reference, value);
    state.referenceFromMs = state.referenceMs[0] as number;
    state.referenceToMs = tsMs;
    state.referenceMean = mean(state.reference);
    const core = definition.start(state.reference, state.params);
    const window: number[] = [];
    for (const current of state.current) {
      definition.change(core, state.reference, window, current, 1);
      window.push(current);
    }
    state.core = core;
  }

  function push(state: State, core: Core, value: number, tsMs: number): void {
    const { values, timesMs, current, reference, params, next } = state;
    const full = values.length === params.window;
    const outgoing = full ? (values[next] as number) : 0;
    const outgoingMs = full ? (timesMs[next] as number) : 0;
    if (full) {
      removeOrdered(current, outgoing);
      definition.change(core, reference, current, outgoing, -1);
      state.currentSum -= outgoing;
    }
    definition.change(core, reference, current, value, 1);
    insertOrdered(current, value);
    state.currentSum += value;
    values[next] = value;
    timesMs[next] = tsMs;
    state.next = next + 1 === params.window ? 0 : next + 1;
    if (full && params.reference === 'rolling') roll(state, outgoing, outgoingMs);
    if (state.next === 0) refresh(state);
  }

  function score(state: State, core: Core, difference: number): number {
    const { up, down } = state.sides;
    if (!definition.hasSides && !(up && down) && (up ? difference <= 0 : difference >= 0)) return 0;
    return clampFinite(definition.statistic(core, state.reference, state.current, state.sides));
  }

  function update(state: State, value: number, tsMs: number): Reading {
    const { params } = state;
    if (state.input === null && gather(state, value, tsMs)) return notEnoughData();
    const { input, core } = state;
    if (input === null || core === null) return notEnoughData();
    push(state, core, residual(input, params, value, tsMs), tsMs);
    if (state.values.length < params.window) return notEnoughData();
    const difference = state.currentSum / params.window - state.referenceMean;
    const statistic = score(state, state.core ?? core, difference);
    const threshold = heldThreshold(state.level, params.threshold);
    const before = state.level;
    state.level = judge(statistic, threshold, params.threshold, params.warning_ratio);
    if (isChanging(state.level) && !isChanging(before))
      state.onsetMs = onsetOf(state, definition.ofSpread === true);
    return { statistic, threshold, level: state.level, delta: clampFinite(difference * state.unit) };
  }

  return {
    ...definition,
    kind: 'window',
    version: 1,
    calibratedParam: 'threshold',
    minSamples: ({ reference_size, window }) => reference_size + window,
    init,
    update,
    windows,
    onsetMs: (state) => (isChanging(state.level) ? state.onsetMs : null),
  };
}

function residual(input: InputState, params: WindowParams, value: number, tsMs: number): number {
  const distance = standardise(input, withoutSeason(input, value, tsMs));
  return withoutOutlier(input, distance, params.outlier_limit) + 0;
}

/** Time of the place in the window behind which the values gather most beyond half the change. O(window log window). */
function onsetOf(state: TwoWindowState<WindowParams, DetectorState>, ofSpread: boolean): number {
  const { values, timesMs, next, params } = state;
  const centre = ofSpread ? orderedMedian(state.reference) : 0;
  const measure = (value: number) => (ofSpread ? Math.abs(value - centre) : value);
  const level = mean(state.reference.map(measure));
  // The far third of the window stands for the changed level: the window as a whole may be mostly old values.
  const farCount = Math.max(3, Math.floor(params.window / 3));
  let far = 0;
  for (let back = 1; back <= farCount; back += 1) {
    far += measure(values[(next - back + params.window) % params.window] as number) / farCount;
  }
  const half = (level + far) / 2;
  const sign = far >= level ? 1 : -1;
  let sum = 0;
  let most = Number.NEGATIVE_INFINITY;
  let onsetMs = timesMs[next] as number;
  for (let back = 1; back <= params.window; back += 1) {
    const index = (next - back + params.window) % params.window;
    sum += sign * (measure(values[index] as number) - half);
    if (sum <= most) continue;
    most = sum;
    onsetMs = timesMs[index] as number;
  }
  return onsetMs;
}

function windows(state: TwoWindowState<WindowParams, DetectorState>): DetectorWindows {
  const { input, values, timesMs, next, params, unit } = state;
  if (input === null) return { reference: null, band: null, current: null };
  const level = (residualMean: number) => clampFinite(input.mean + residualMean * unit);
  const full = values.length === params.window;
  return {
    reference: {
      fromMs: state.referenceFromMs,
      toMs: state.referenceToMs,
      mean: level(state.referenceMean),
      sampleCount: state.reference.length,
    },
    band: ordinaryBand(input),
    current:
      values.length === 0
        ? null
        : {
            fromMs: timesMs[full ? next : 0] as number,
            toMs: timesMs[(next + params.window - 1) % params.window] as number,
            mean: level(state.currentSum / values.length),
            sampleCount: values.length,
          },
  };
}

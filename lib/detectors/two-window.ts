import { clampFinite } from '../stats/clamp-finite';
import { mean } from '../stats/mean';
import { inOrder, insertOrdered, removeOrdered } from '../stats/ordered-values';
import { heldThreshold, isChanging, judge } from './level-hold';
import { notEnoughData } from './not-enough-data';
import type { DetectorMethod, DetectorState, Reading } from './types';
import { onsetOf } from './window-onset';
import type { WindowParams } from './window-params';
import {
  emptyWindows,
  gather,
  learnReference,
  residual,
  type Sides,
  type TwoWindowState,
  windowSpans,
} from './window-state';

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
 * Values enter as residuals: season out, in sd of the reference, cut at `outlier_limit` sd, so that one wild value moves no
 * statistic far and nothing overflows. With `scale` raw they are not divided by the sd: distances are in the metric's unit.
 * A statistic of ranks or bins, and t and z scores, are the same on both scales; then only a constant reference differs,
 * whose noise is unknown, so that raw values are not cut but at 1e100.
 *
 * Direction. A statistic with sides counts the watched ones. For a distance (`hasSides` false) the sign of the mean's
 * difference decides: away from the watched side the statistic is 0.
 *
 * Every point is tested and neighbouring windows share all but one value: textbook critical values alarm in most calm
 * streams. The default thresholds come from simulation, each file states its figures; autocorrelated series need more, which
 * calibration finds. A drift is held until the statistic is back at half of the threshold (level-hold.ts).
 *
 * Input. Gaps and equal times are nothing special: windows count points. A constant reference: 0.1 % of its level counts as
 * one sd (input-stage.ts). Ties and huge values: each file. Onset: window-onset.ts, at the first point of a change; it then
 * stands until the level is stable.
 *
 * Cost: that of the statistic, plus one binary search and a copy of part of the window; O(window) once per window for sums
 * taken afresh, and once O(m log m) to order the reference. Rolling: O(reference + window) per point and more, since the
 * statistic is built anew. State: the reference, three numbers for each point of the window, and the statistic's own.
 */
export interface WindowStatistic<Params extends WindowParams, Core extends DetectorState> {
  hasSides: boolean;
  /** Whether the change is one of spread; then the onset is searched in the distances from the median. */
  ofSpread?: boolean;
  /** Over a reference in ascending order, with no current value yet; `noise` is one sd of it, in residuals. */
  start(reference: readonly number[], params: Params, noise: number): Core;
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

/** The watched part of a signed score: its size on a watched side, else 0. */
export function watchedScore(score: number, { up, down }: Sides): number {
  return Math.max(up ? score : 0, down ? -score : 0);
}

type Definition<Params extends WindowParams, Core extends DetectorState> = Pick<
  DetectorMethod<Params, TwoWindowState<Params, Core>>,
  'method' | 'label' | 'summary' | 'sees' | 'misses' | 'cost' | 'paper' | 'paramsSchema'
> &
  WindowStatistic<Params, Core>;

export function defineWindowMethod<Params extends WindowParams, Core extends DetectorState>(
  definition: Definition<Params, Core>,
): DetectorMethod<Params, TwoWindowState<Params, Core>> {
  type State = TwoWindowState<Params, Core>;

  function adoptReference(state: State, residuals: readonly number[]): void {
    state.reference = inOrder(residuals);
    state.referenceMean = mean(state.reference);
    state.core = definition.start(state.reference, state.params, state.noise);
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
    const core = definition.start(state.reference, state.params, state.noise);
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
    if (state.input === null) {
      const fate = gather(state, value, tsMs);
      if (fate !== 'taken') adoptReference(state, learnReference(state));
      if (fate !== 'behind') return notEnoughData();
    }
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
    init: emptyWindows,
    update,
    windows: windowSpans,
    onsetMs: (state) => (isChanging(state.level) ? state.onsetMs : null),
  };
}

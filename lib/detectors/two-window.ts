import { clampFinite } from '../stats/clamp-finite';
import { mean } from '../stats/mean';
import {
  hasTies,
  inOrder,
  insertOrdered,
  isMostlyOne,
  removeOrdered,
  snapToOrdered,
} from '../stats/ordered-values';
import { isClearlyBetter } from './clearly-better';
import { applyHysteresis, isChanging, judge, quietLimit } from './hysteresis';
import { notEnoughData } from './not-enough-data';
import { rolledWindows, rollReference } from './rolling-reference';
import type { DetectorMethod, DetectorState, MethodDescription, Reading } from './types';
import { onsetOf } from './window-onset';
import type { WindowParams } from './window-params';
import {
  createWindows,
  cutResidual,
  gather,
  learnReference,
  residual,
  type Sides,
  smallestDifference,
  type TwoWindowState,
  windowSpans,
} from './window-state';

/**
 * What all methods share that compare a reference window with a current window: which points are in which,
 * season and noise, direction, levels and onset. A method adds one statistic of two samples.
 *
 * Reference. `first`: the first `reference_size` points. `range`: the first `reference_size` points of those
 * from `reference_from` to `reference_to`; the current window begins after the range, and with fewer than
 * five points in it nothing is ever judged. `rolling`: the `reference_size` points before the current window;
 * level and noise are theirs (rolling-reference.ts), the season is that of the first ones, and a change is
 * seen only while it moves through.
 *
 * Current window: the last `window` points. Until it is full for the first time, the level is
 * `insufficient_data`.
 *
 * Values enter as residuals: without the season, in sd of the reference, cut at `outlier_limit` sd around its
 * level, so that one outlier moves no statistic far and nothing overflows. Delta and windows show the means
 * of the values as they are. With `scale` raw they are not divided by the sd: distances are in the metric's
 * unit. A statistic of ranks or bins, and t and z scores, are the same on both scales; then only a constant
 * reference differs, whose noise is unknown, so that raw values are cut only at 1e100.
 *
 * Direction. A statistic with sides counts the watched ones. For a distance (`hasSides` false) the sign of
 * the difference of the means decides: away from the watched side the statistic is 0.
 *
 * Every point is tested, and neighbouring windows share all but one value: textbook critical values alarm in
 * most calm streams. The default thresholds come from simulation, and each file has its figures;
 * autocorrelated series need more, which calibration finds.
 *
 * A drift begins on a watched side and lasts, wherever the means are then, until the statistic is back at
 * half of the threshold (a quarter if it is a square, 0.71 if it is a root) and was quiet for `window` points
 * in a row (hysteresis.ts). It also counts as quiet if the mean is clearly better than the reference, by 4
 * standard errors. So one lasting change is one drift, also one of the spread, whose mean lies now on one
 * side and now on the other.
 *
 * Input. Gaps and equal times have no effect: windows count points. A constant reference: 0.1 % of its level
 * counts as one sd (input-stage.ts). If values of the reference tie, a value that differs from them by
 * rounding counts as equal; if half of them are one value, so does a value within 0.1 %. Ties and huge
 * values: each file. Onset: window-onset.ts, at the first point of a change; it then stays until the level is
 * stable.
 *
 * Cost: that of the statistic, plus one binary search and a copy of part of the window; O(window) once per
 * window to compute sums anew, also when a huge value leaves, and once O(m log m) to order the reference.
 * Rolling: O(reference + window) per point, since both windows get a new scale and the statistic is that of
 * two whole samples. State: the reference, three numbers for each point of the window, and the statistic's
 * own.
 */
export interface WindowStatistic<Params extends WindowParams, Core extends DetectorState> {
  hasSides: boolean;
  /** Whether the change is one of spread; then the onset is searched for in the distances from the median. */
  ofSpread?: boolean;
  /** Share of the threshold at which a drift may end, one half unless given; see hysteresis.ts. */
  releaseRatio?: number;
  /**
   * The statistic's own state over a reference in ascending order, with an empty window; `noise` is one sd,
   * in residuals.
   */
  start(reference: readonly number[], params: Params, noise: number): Core;
  /** Adds or removes one value; `current` is the ascending window without it. */
  change(
    core: Core,
    reference: readonly number[],
    current: readonly number[],
    value: number,
    change: 1 | -1,
  ): void;
  /** Computes sums anew that accumulate rounding errors; called once per `window` points. */
  refresh?(core: Core, reference: readonly number[], current: readonly number[]): void;
  /** Larger is more drift. `sides` matters only with `hasSides`. */
  statistic(core: Core, reference: readonly number[], current: readonly number[], sides: Sides): number;
  /**
   * The same for two whole samples, for a rolling reference: at most O(reference + window). `noise` is one
   * sd.
   */
  ofWhole(whole: WholeSamples<Params, Core>): number;
  /**
   * The most elementary operations of the statistic per point: steps of loops, and square roots and
   * exponentials as one each. For both windows if the reference rolls, otherwise for one change and
   * `statistic`.
   */
  operations(params: Params): number;
}

/** Both windows of a rolling reference, ascending, on its scale; `core` is that of the first reference. */
export interface WholeSamples<Params, Core> {
  core: Core;
  reference: readonly number[];
  current: readonly number[];
  params: Params;
  noise: number;
  sides: Sides;
}

/** The watched part of a signed score: its size on a watched side, otherwise 0. */
export function watchedScore(score: number, { up, down }: Sides): number {
  return Math.max(up ? score : 0, down ? -score : 0);
}

type Definition<Params extends WindowParams, Core extends DetectorState> = Omit<
  MethodDescription<Params>,
  'version'
> &
  WindowStatistic<Params, Core> & { version?: number };

export function defineWindowMethod<Params extends WindowParams, Core extends DetectorState>(
  definition: Definition<Params, Core>,
): DetectorMethod<Params, TwoWindowState<Params, Core>> {
  type State = TwoWindowState<Params, Core>;
  const ofSpread = definition.ofSpread === true;

  /** As the windows keep it: uncut for a rolling reference, and if the statistic cuts itself. */
  function kept(state: State, whole: number): number {
    const { input, params } = state;
    if (input === null || ofSpread || params.reference === 'rolling') return whole;
    return cutResidual(input, params, whole);
  }

  function adoptReference(state: State, residuals: readonly number[]): void {
    const { input, params, noise } = state;
    if (input === null) return;
    const isRolling = params.reference === 'rolling';
    state.reference = inOrder(
      isRolling ? residuals : residuals.map((one) => cutResidual(input, params, one)),
    );
    state.referenceMean = mean(state.reference);
    state.core = definition.start(state.reference, params, noise);
    if (hasTies(state.reference))
      state.snap = smallestDifference(state, state.reference, isMostlyOne(state.reference));
  }

  /** The residual, or the value of the windows that it equals up to rounding. */
  function withoutRounding(state: State, whole: number): number {
    const { reference, current, snap, params, values } = state;
    if (params.reference !== 'rolling') return snap > 0 ? snapToOrdered(reference, whole, snap) : whole;
    const ofReference = smallestDifference(state, reference, isMostlyOne(reference));
    const snapped = snapToOrdered(reference, whole, ofReference);
    // Before the window is full, a few values say nothing about ties.
    if (snapped !== whole || values.length < params.window) return snapped;
    return snapToOrdered(current, whole, smallestDifference(state, current, isMostlyOne(current)));
  }

  function refresh(state: State): void {
    state.currentSum = 0;
    state.wholeSum = 0;
    for (let index = 0; index < state.values.length; index += 1) {
      state.wholeSum += state.values[index] as number;
      state.currentSum += state.current[index] as number;
    }
    if (state.core !== null) definition.refresh?.(state.core, state.reference, state.current);
  }

  /** Whether a removed value is so much larger than the rest that its rounding error would stay. */
  function leavesRounding({ noise, wholeSum, params }: State, gone: number): boolean {
    return Math.abs(gone) > farLarger * (noise + Math.abs(wholeSum) / params.window);
  }

  function push(state: State, core: Core, whole: number, tsMs: number): void {
    const { values, timesMs, current, reference, params, next } = state;
    const isFull = values.length === params.window;
    const isRolling = params.reference === 'rolling';
    const value = kept(state, whole);
    const gone = isFull ? (values[next] as number) : 0;
    const goneMs = isFull ? (timesMs[next] as number) : 0;
    if (isFull) {
      const outgoing = kept(state, gone);
      removeOrdered(current, outgoing);
      if (!isRolling) definition.change(core, reference, current, outgoing, -1);
      state.currentSum -= outgoing;
      state.wholeSum -= gone;
    }
    if (!isRolling) definition.change(core, reference, current, value, 1);
    insertOrdered(current, value);
    state.currentSum += value;
    state.wholeSum += whole;
    values[next] = whole;
    timesMs[next] = tsMs;
    state.next = next + 1 === params.window ? 0 : next + 1;
    if (state.next === 0 || (isFull && leavesRounding(state, gone))) refresh(state);
    if (isFull && isRolling) rollReference(state, gone, goneMs);
  }

  /** The statistic against a fixed reference. */
  function compareFixed(state: State, core: Core): number {
    const { reference, current, params, sides } = state;
    if (!counts(state, state.currentSum / params.window - state.referenceMean)) return 0;
    return clampFinite(definition.statistic(core, reference, current, sides));
  }

  /** The statistic against a rolling reference: of both windows on its scale. */
  function compareRolling(state: State, core: Core): number {
    const { params, sides } = state;
    const { reference, current, noise } = rolledWindows(state);
    if (!counts(state, mean(current) - mean(reference))) return 0;
    return clampFinite(definition.ofWhole({ core, reference, current, params, noise, sides }));
  }

  /** Whether the sign of the difference of the means lets a distance count. */
  function counts(state: State, difference: number): boolean {
    const { up, down } = state.sides;
    if (definition.hasSides || (up && down)) return true;
    if (up ? difference > 0 : difference < 0) return true;
    return state.hold.level === 'drift' && !isClearlyBetter(state);
  }

  function update(state: State, value: number, tsMs: number): Reading {
    const { params, hold } = state;
    if (state.input === null) {
      const fate = gather(state, value, tsMs);
      const seen = state.referenceValues.length;
      if (fate !== 'taken') adoptReference(state, learnReference(state));
      if (fate !== 'behind') return notEnoughData(seen, params.reference_size + params.window);
    }
    const { input, core } = state;
    if (input === null || core === null) return notEnoughData();
    push(state, core, withoutRounding(state, residual(input, value, tsMs)), tsMs);
    if (state.values.length < params.window) {
      const known = state.reference.length;
      return notEnoughData(known + state.values.length, known + params.window);
    }
    const statistic =
      params.reference === 'rolling' ? compareRolling(state, core) : compareFixed(state, core);
    const { threshold, warning_ratio } = params;
    const before = hold.level;
    if (before === 'drift') {
      state.quiet = statistic > quietLimit(threshold, definition.releaseRatio) ? 0 : state.quiet + 1;
      const mayEnd = state.quiet >= params.window;
      applyHysteresis(hold, statistic, threshold, warning_ratio, mayEnd, definition.releaseRatio);
    } else {
      state.quiet = 0;
      hold.compared = threshold;
      hold.level = judge(statistic, threshold, threshold, warning_ratio);
      if (isChanging(hold.level) && !isChanging(before)) state.onsetMs = onsetOf(state, ofSpread);
    }
    const moved = state.wholeSum / params.window - state.referenceMean;
    return {
      statistic,
      threshold: hold.compared,
      level: hold.level,
      delta: clampFinite(moved * state.unit),
    };
  }

  return {
    ...definition,
    kind: 'window',
    version: definition.version ?? 2,
    updateCost: (params) => frameOperations(params) + definition.operations(params),
    calibratedParam: 'threshold',
    minSamples: ({ reference_size, window }) => reference_size + window,
    init: createWindows,
    update,
    windows: windowSpans,
    onsetMs: (state) => (isChanging(state.hold.level) ? state.onsetMs : null),
  };
}

/**
 * Operations of the frame per point: keeping both windows in order, and for a rolling reference their scale
 * and means.
 */
function frameOperations({ reference, reference_size, window }: WindowParams): number {
  return 50 + (reference === 'rolling' ? 8 * (reference_size + window) : 5 * window);
}

/** A value this many times as large as the rest leaves a rounding error in the sums. */
const farLarger = 1e3;

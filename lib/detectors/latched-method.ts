import { isChanging } from './hysteresis';
import {
  createInput,
  type InputParams,
  type InputState,
  isLearning,
  learn,
  withoutSeason,
} from './input-stage';
import { createLatchedDrift, extendLatched, type LatchedDrift, type ReferencePart } from './latched-drift';
import { notEnoughData } from './not-enough-data';
import { addRecent, createRecentPoints, type RecentPoints } from './recent-points';
import { createSegment, extendSegment, type Segment, segmentSpan } from './segment';
import { type Direction, watchedSides } from './shared-params';
import type {
  Band,
  DetectorMethod,
  DetectorState,
  DetectorWindows,
  Level,
  MethodDescription,
  MetricTraits,
  ParamValues,
  Reading,
} from './types';

/** The part of the state that the frame keeps. */
export type LatchedState<Params extends ParamValues> = {
  params: Params;
  up: boolean;
  down: boolean;
  input: InputState;
  /** The points since the last change, as far as they are ordinary now, and the time of the last one. */
  concept: Segment;
  conceptToMs: number;
  recent: RecentPoints;
  held: LatchedDrift;
  level: Level;
};

export interface LatchedParams extends InputParams {
  threshold: number;
  warning_ratio: number;
  direction: Direction;
}

/**
 * What all methods share that begin anew after an alarm: learning and season, the segment since the last
 * change, the last points, the latched drift (latched-drift.ts), windows and onset. A method adds its own
 * state and one function that judges a point; it reports by `settleLatched` and begins a drift by
 * `latchDrift`.
 */
export interface LatchedPart<Params extends ParamValues, Own extends DetectorState> {
  kind: DetectorMethod['kind'];
  updateCost: DetectorMethod<Params>['updateCost'];
  /** Where not every param set needs the reference; otherwise it is always learned. */
  createInput?(params: Params, traits: MetricTraits): InputState;
  /** The first judged point, counted from 1; the one after the reference unless given. */
  minSamples?(params: Params): number;
  /** The method's own state before the first point. */
  createOwn(params: Params): Own;
  /** Called once, when the reference is complete. */
  completeReference?(state: LatchedState<Params> & Own, tsMs: number): void;
  /** Judges a point; `adjusted` is the value without its season, already part of `concept` and `recent`. */
  judge(state: LatchedState<Params> & Own, adjusted: number, tsMs: number): Reading;
  /** The points of the change while there is a warning. */
  changing(state: LatchedState<Params> & Own): Segment;
  /** What the present is compared with outside a drift; `null` while there is nothing. */
  reference(state: LatchedState<Params> & Own): ReferencePart | null;
  /** The ordinary single values outside a drift. */
  band?(state: LatchedState<Params> & Own): Band | null;
}

/**
 * Such a method as a `DetectorMethod`. Cost per update: O(1) beside `judge`.
 *
 * @param definition what the method says about itself, and its own part.
 */
export function defineLatchedMethod<Params extends ParamValues & LatchedParams, Own extends DetectorState>(
  definition: MethodDescription<Params> & LatchedPart<Params, Own>,
): DetectorMethod<Params, LatchedState<Params> & Own> {
  type State = LatchedState<Params> & Own;
  const { createOwn, completeReference, judge, changing, reference, band, ...rest } = definition;
  const { createInput: inputOf = createInput, ...description } = rest;
  const minSamples = definition.minSamples ?? (({ reference_size }: Params) => reference_size + 1);

  function init(params: Params, traits: MetricTraits): State {
    return {
      params: { ...params },
      ...watchedSides(params.direction, traits),
      input: inputOf(params, traits),
      concept: createSegment(),
      conceptToMs: 0,
      recent: createRecentPoints(),
      held: createLatchedDrift(),
      level: 'insufficient_data',
      ...createOwn(params),
    };
  }

  function update(state: State, value: number, tsMs: number): Reading {
    const { input } = state;
    if (isLearning(input)) {
      learn(input, value, tsMs);
      if (!isLearning(input)) completeReference?.(state, tsMs);
      return notEnoughData(input.moments.count, minSamples(state.params));
    }
    const adjusted = withoutSeason(input, value, tsMs);
    extendLatched(state.held, adjusted, tsMs);
    extendSegment(state.concept, adjusted, tsMs);
    state.conceptToMs = tsMs;
    addRecent(state.recent, adjusted, tsMs);
    return judge(state, adjusted, tsMs);
  }

  /** The change under way, if there is one. */
  function changeOf(state: State): Segment | null {
    if (!isChanging(state.level)) return null;
    return state.level === 'drift' ? state.held.current : changing(state);
  }

  function windows(state: State): DetectorWindows {
    const { level, held, recent } = state;
    if (level === 'insufficient_data') return { reference: null, band: null, current: null };
    const current = segmentSpan(changeOf(state), recent);
    if (level === 'drift') return { reference: { ...held.reference }, band: null, current };
    return { reference: reference(state), band: band?.(state) ?? null, current };
  }

  return {
    ...description,
    calibratedParam: 'threshold',
    minSamples,
    init,
    update,
    windows,
    onsetMs: (state) => changeOf(state)?.fromMs ?? null,
  };
}

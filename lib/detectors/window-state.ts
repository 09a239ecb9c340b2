import { clampFinite } from '../stats/clamp-finite';
import { elementAt } from '../stats/element-at';
import { mean } from '../stats/mean';
import { constantNoise, roundingFloor } from '../stats/noise-floor';
import { createHysteresis, type Hysteresis } from './hysteresis';
import {
  createInput,
  type InputState,
  learn,
  ordinaryBand,
  wholeDistance,
  withoutOutlier,
  withoutSeason,
} from './input-stage';
import { watchedSides } from './shared-params';
import type { DetectorState, DetectorWindows, MetricTraits } from './types';
import type { WindowParams } from './window-params';

export type Sides = { up: boolean; down: boolean };

/**
 * What a window method keeps: the reference, the last points, and the statistic's own state (`core`). A
 * residual is a distance from the mean of the first reference, without the season, on the chosen scale; a cut
 * residual is no further away than an outlier may count.
 */
export type TwoWindowState<Params extends WindowParams, Core extends DetectorState> = {
  params: Params;
  sides: Sides;
  /** Time zone of the metric; `null` for UTC. */
  timeZone: string | null;
  /** `null` until the reference is complete. */
  input: InputState | null;
  /**
   * What one residual is worth in the metric's unit, and what the noise of the reference is worth in
   * residuals.
   */
  unit: number;
  noise: number;
  /** Rolling: the noise of the present reference in noises of the first. */
  widening: number;
  /** Raw values until the reference is complete; then residuals, oldest first (rolling), or nothing. */
  referenceValues: number[];
  referenceMs: number[];
  /** Residuals of the reference, ascending and cut (rolling: not cut), and their mean. */
  reference: number[];
  referenceMean: number;
  referenceFromMs: number;
  referenceToMs: number;
  /** A residual this near to one of the reference counts as that one; 0 if the reference has no ties. */
  snap: number;
  /** Residuals and times of the last points in a ring; `next` is where the next one goes. */
  values: number[];
  timesMs: number[];
  next: number;
  /** The same residuals, ascending and cut like the reference, their sum, and the sum of the uncut ones. */
  current: number[];
  currentSum: number;
  wholeSum: number;
  core: Core | null;
  hold: Hysteresis;
  /** Points in a row whose statistic was quiet. */
  quiet: number;
  onsetMs: number;
};

export type AnyTwoWindowState = TwoWindowState<WindowParams, DetectorState>;

/** Fewer points than this in a fixed range are no reference. */
const minReference = 5;
/** Raw residuals beyond this count as this, so that sums of their squares stay finite. */
export const maxResidual = 1e100;

/** A state before the first point. */
export function createWindows<Params extends WindowParams, Core extends DetectorState>(
  params: Params,
  traits: MetricTraits,
): TwoWindowState<Params, Core> {
  return {
    params: { ...params },
    timeZone: traits.timeZone ?? null,
    sides: watchedSides(params.direction, traits),
    input: null,
    unit: 1,
    noise: 1,
    widening: 1,
    referenceValues: [],
    referenceMs: [],
    reference: [],
    referenceMean: 0,
    referenceFromMs: 0,
    referenceToMs: 0,
    snap: 0,
    values: [],
    timesMs: [],
    next: 0,
    current: [],
    currentSum: 0,
    wholeSum: 0,
    core: null,
    hold: createHysteresis(),
    quiet: 0,
    onsetMs: 0,
  };
}

/**
 * What happens to a point while there is no reference yet: it is `taken` (into the reference, or dropped
 * because it is too early or one too many), it `completes` the reference, or it lies `behind` a fixed range,
 * which is now complete.
 */
export function gather(
  state: AnyTwoWindowState,
  value: number,
  tsMs: number,
): 'taken' | 'completes' | 'behind' {
  const { params, referenceValues, referenceMs } = state;
  const isRange = params.reference === 'range';
  if (isRange) {
    if (tsMs < (params.reference_from ?? 0)) return 'taken';
    if (tsMs > (params.reference_to ?? 0)) {
      return referenceValues.length < minReference ? 'taken' : 'behind';
    }
    if (referenceValues.length === params.reference_size) return 'taken';
  }
  referenceValues.push(value + 0);
  referenceMs.push(tsMs);
  return !isRange && referenceValues.length === params.reference_size ? 'completes' : 'taken';
}

/**
 * Learns level, noise and season from the gathered points; returns their residuals in the order of the
 * points.
 */
export function learnReference(state: AnyTwoWindowState): number[] {
  const { params, referenceValues, referenceMs } = state;
  const { season, scale } = params;
  const count = referenceValues.length;
  const input = createInput({ reference_size: count, season, scale }, state);
  for (const [index, value] of referenceValues.entries()) learn(input, value, elementAt(referenceMs, index));
  const noise = input.units.length === 0 ? input.unit : mean(input.units);
  state.unit = scale === 'raw' ? 1 : noise;
  state.noise = scale === 'raw' ? Math.min(noise, maxResidual) : 1;
  const residuals = referenceValues.map((value, index) =>
    residual(input, value, elementAt(referenceMs, index)),
  );
  state.input = input;
  state.referenceFromMs = elementAt(referenceMs, 0);
  state.referenceToMs = elementAt(referenceMs, count - 1);
  const rolls = params.reference === 'rolling';
  state.referenceValues = rolls ? residuals : [];
  state.referenceMs = rolls ? referenceMs : [];
  return residuals;
}

/** Distance from the mean of the first reference, without the season, on the chosen scale. */
export function residual(input: InputState, value: number, tsMs: number): number {
  const distance = wholeDistance(input, withoutSeason(input, value, tsMs));
  return Math.min(Math.max(distance, -maxResidual), maxResidual) + 0;
}

/** A residual cut to what an outlier may count around the first reference. */
export function cutResidual(
  input: InputState,
  { outlier_limit: limit }: WindowParams,
  whole: number,
): number {
  return withoutOutlier(input, whole, limit) + 0;
}

/** The largest difference between a residual and those of `ordered` that counts as none. */
export function smallestDifference(
  { input, unit }: AnyTwoWindowState,
  ordered: readonly number[],
  tied: boolean,
): number {
  const middle = ordered[ordered.length >> 1] as number;
  const level = (input?.mean ?? 0) + middle * unit;
  return (tied ? constantNoise(level) : roundingFloor(level)) / unit;
}

/** Both windows for the chart and the evidence, in the metric's unit. */
export function windowSpans(state: AnyTwoWindowState): DetectorWindows {
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
            mean: level(state.wholeSum / values.length),
            sampleCount: values.length,
          },
  };
}

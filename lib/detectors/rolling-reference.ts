import { mean } from '../stats/mean';
import { constantNoise, isConstant } from '../stats/noise-floor';
import { insertOrdered, isMostlyOne, orderedMedian, removeOrdered } from '../stats/ordered-values';
import { type AnyTwoWindowState, maxResidual } from './window-state';

/**
 * A reference that rolls: the points before the current window. Its own level and noise are the ordinary
 * ones, so a change that has become the reference is over, and outliers are cut around the present level.
 *
 * Level: the median. Noise: the standard deviation of its values, cut around the median by the noise so far,
 * so that one outlier widens it by a tenth at most while a lasting noise of any size is adopted within a few
 * points. Both windows are then put on the scale of the present reference; under `raw` they keep the unit of
 * the metric and are only cut.
 *
 * Cost O(reference + window) per point, without sorting.
 */
export interface RolledWindows {
  /** Ascending, around 0. */
  reference: number[];
  current: number[];
  /** One sd of the reference. */
  noise: number;
}

/** Moves the value that leaves the current window into the reference, whose oldest value is dropped. */
export function rollReference(state: AnyTwoWindowState, value: number, tsMs: number): void {
  state.referenceValues.push(value);
  state.referenceMs.push(tsMs);
  const gone = state.referenceValues.shift() as number;
  state.referenceMs.shift();
  removeOrdered(state.reference, gone);
  insertOrdered(state.reference, value);
  state.referenceFromMs = state.referenceMs[0] as number;
  state.referenceToMs = tsMs;
  state.referenceMean = mean(state.reference);
}

/** Standard deviation (n - 1) of values cut to `most` around `centre`. */
function cutDeviation(values: readonly number[], centre: number, most: number): number {
  let sum = 0;
  let squares = 0;
  for (let index = 0; index < values.length; index += 1) {
    const distance = Math.min(Math.max((values[index] as number) - centre, -most), most);
    sum += distance;
    squares += distance * distance;
  }
  const spread = squares - (sum * sum) / values.length;
  return spread > 0 ? Math.sqrt(spread / (values.length - 1)) : 0;
}

/** Both windows on the scale of the present reference; its noise is kept for cutting the next one. */
export function rolledWindows(state: AnyTwoWindowState): RolledWindows {
  const { reference, current, params, noise, unit, input } = state;
  const centre = orderedMedian(reference);
  const level = (input?.mean ?? 0) + centre * unit;
  const before = params.outlier_limit * noise * state.widening;
  // Where values tie, a few others would be cut ever closer to them without a smallest noise.
  const least = isMostlyOne(reference) ? constantNoise(level) / unit : 0;
  const deviation = Math.max(cutDeviation(reference, centre, before), least);
  const range = (reference[reference.length - 1] as number) - (reference[0] as number);
  const still = isConstant(range * unit, level);
  state.widening = (still ? constantNoise(level) / unit : deviation) / noise;
  const isRaw = params.scale === 'raw';
  const most = isRaw && still ? maxResidual : params.outlier_limit * noise * state.widening;
  const divisor = isRaw ? 1 : state.widening;
  const see = (value: number) => Math.min(Math.max(value - centre, -most), most) / divisor + 0;
  return {
    reference: reference.map(see),
    current: current.map(see),
    noise: isRaw ? noise * state.widening : 1,
  };
}

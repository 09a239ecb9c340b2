import { localTimeMs } from '../../stats/local-time';
import { plainMean } from '../../stats/mean';
import { rounded, valueBack } from './recent-ring';
import { seasonAt } from './season-cells';
import type { AutoState } from './state';

/*
 * Latencies, counts and shares are noisier the larger they are. Such series are watched as logarithms or
 * square roots, so that noise and season are the same size at every level.
 */

/** Logarithms and roots are kept to this many parts of one. */
const scaleParts = 1e9;
/** Smaller values have the logarithm of this. */
const minLogged = 1e-300;
/** Fewer points or slots say nothing about a scale. */
const minPoints = 20;
const minSlots = 12;
/** Log likelihood by which another scale has to be better than the plain one. */
const plainAdvantage = 5;
/** The largest steps are left out: a few jumps say nothing about the noise. */
const keptShare = 0.95;

/** A value on the working scale. */
export function toScale({ power, leastPositive }: AutoState, value: number): number {
  if (power === 1) return value;
  return power === 0 ? Math.log(Math.max(value, leastPositive)) : Math.sqrt(Math.max(value, 0));
}

/** The value in the metric's unit. */
export function fromScale({ power }: AutoState, value: number): number {
  if (power === 1) return value;
  return power === 0 ? Math.exp(Math.min(value, 300)) : value * Math.abs(value);
}

/** The clock of the metric, in milliseconds since 1970. */
export function localOf({ timeZone }: AutoState, tsMs: number): number {
  return timeZone === '' ? tsMs : localTimeMs(timeZone, tsMs);
}

/**
 * The value on the working scale without its season. Values that differ by less than a ten-thousandth of the
 * noise are equal.
 */
export function residualOf(state: AutoState, value: number, tsMs: number): number {
  const season = seasonAt(state.cells, localOf(state, tsMs));
  return withoutRounding(state, toScale(state, rounded(value, state.recent.roundTo)) - season);
}

/** A number on the working scale without its rounding error: equal values stay equal without their season. */
export function withoutRounding({ power, recent }: AutoState, value: number): number {
  return rounded(value, power === 1 ? recent.roundTo : scaleParts);
}

/** Log likelihood of the recent steps from point to point, as normal ones on a scale. */
function fitOf(state: AutoState): number {
  const { recent, power, leastPositive } = state;
  const count = recent.values.length;
  const steps = new Float64Array(count - 1);
  let jacobian = 0;
  let before = 0;
  for (let back = count; back >= 1; back -= 1) {
    const value = valueBack(recent, back);
    const now = toScale(state, value);
    if (back < count) steps[back - 1] = (now - before) ** 2;
    before = now;
    // The slope of the scale at the value: 1 / x, or 1 / (2 sqrt x).
    if (power !== 1)
      jacobian += (power - 1) * Math.log(Math.max(value, leastPositive)) - 2 * power * Math.LN2;
  }
  const kept = steps.sort().subarray(0, Math.ceil(keptShare * steps.length));
  const square = plainMean(kept);
  return square > 0 ? jacobian - 0.5 * count * Math.log(square) : Number.NEGATIVE_INFINITY;
}

/** The scale on which the recent steps are most alike (Box and Cox, JRSS B 26, 1964). */
function choosePowerBySteps(state: AutoState): void {
  const { values } = state.recent;
  const positive = values.filter((value) => value > 0);
  if (values.length < minPoints || values.some((value) => value < 0) || 2 * positive.length < values.length)
    return;
  state.leastPositive = Math.max(minLogged, positive.reduce((least, value) => Math.min(least, value)) / 4);
  let best = fitOf(state) + plainAdvantage;
  let chosen = 1;
  for (const power of positive.length === values.length ? [0.5, 0] : [0.5]) {
    state.power = power;
    const fit = fitOf(state);
    if (fit <= best) continue;
    best = fit;
    chosen = power;
  }
  state.power = chosen;
}

/** With many points per slot: the power of the level with which the noise of the slots grows. */
function choosePowerBySlots(state: AutoState): void {
  const { means, steps } = state.cells;
  const least = means.reduce((low, mean) => Math.min(low, mean), Number.POSITIVE_INFINITY);
  const pairs = means.flatMap((mean, index) =>
    (steps[index] as number) > 0 ? [{ x: Math.log(mean), y: Math.log(steps[index] as number) }] : [],
  );
  if (!(least > 0) || pairs.length < minSlots) return;
  const middle = { x: 0, y: 0 };
  for (const { x, y } of pairs) {
    middle.x += x / pairs.length;
    middle.y += y / pairs.length;
  }
  let cross = 0;
  let squares = 0;
  for (const { x, y } of pairs) {
    cross += (x - middle.x) * (y - middle.y);
    squares += (x - middle.x) ** 2;
  }
  if (!(squares > 0)) return;
  const slope = cross / squares;
  const residual = pairs.reduce((sum, { x, y }) => sum + (y - middle.y - slope * (x - middle.x)) ** 2, 0);
  const error = Math.sqrt(residual / (pairs.length - 2) / squares);
  if (slope < 3 * error || slope < 0.25) return;
  state.power = slope > 0.75 ? 0 : 0.5;
  state.leastPositive = Math.max(minLogged, least / 20);
}

/** Chooses the working scale by what has been seen. */
export function choosePower(state: AutoState): void {
  const { cells, recent, seen } = state;
  if (cells.manyPerSlot && seen > recent.values.length) choosePowerBySlots(state);
  else choosePowerBySteps(state);
  if (state.power === 1) return;
  // The noise of the slots so far, by the slope of the scale.
  cells.steps = cells.steps.map((step, index) => {
    const mean = Math.max(cells.means[index] as number, state.leastPositive);
    return state.power === 0 ? step / mean : step / (2 * Math.sqrt(mean));
  });
}

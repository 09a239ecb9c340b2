import { type InputState, stepOfNormal } from './input-stage';
import type { RecentPoints } from './recent-points';

/**
 * Whether a series that left its reference is back: this ends a drift of a method that goes on comparing with
 * the first points. Its own statistic is not enough. With a level 2 sd lower, or a noise three times as wide,
 * single points and sums look calm, so that one lasting change would be reported as many.
 *
 * A drift may end when the statistic was quiet for 12 points in a row, or for twice as many as it already was
 * within this drift (30 at most), and the last points, about 30, look like the reference: their mean lies
 * within half a standard deviation (on the watched sides), and the mean step from one to the next is at most
 * 1.3 times that of the reference. Distances count for at most 2 sd and steps for 3 ordinary ones, so that a
 * full recovery is seen within about 40 points however far away the level was, and one outlier delays it
 * hardly longer than its 12 points.
 *
 * Updated during a drift, from the last 8 points before it on. Cost O(1) per point of a drift; 6 numbers.
 */
export type Recovery = {
  quiet: number;
  longestQuiet: number;
  count: number;
  level: number;
  step: number;
  last: number;
};

const memory = 30;
const minQuiet = 12;
const maxDistance = 2;
const maxStep = 3;
/** Twice the longest quiet time inside a drift is needed, up to this many points. */
const maxQuiet = 30;
const nearLevel = 0.5;
const ordinaryNoise = 1.3;

export function createRecovery(): Recovery {
  return { quiet: 0, longestQuiet: 0, count: 0, level: 0, step: 0, last: 0 };
}

function between(value: number, most: number): number {
  return Math.min(Math.max(value, -most), most);
}

/** The mean step of the reference, in its sd. */
function ordinaryStep({ meanStep, unit, units, isConstant }: InputState): number {
  return units.length > 0 || isConstant || meanStep === 0 ? stepOfNormal : meanStep / unit;
}

/** Begins with the points before the drift. */
export function beginRecovery(recovery: Recovery, input: InputState, recent: RecentPoints): void {
  recovery.quiet = 0;
  recovery.longestQuiet = 0;
  recovery.count = 0;
  recovery.level = 0;
  recovery.step = 0;
  const { values, next } = recent;
  for (let index = 0; index < values.length; index += 1) {
    addPoint(recovery, input, values[(next + index) % values.length] as number);
  }
}

function addPoint(recovery: Recovery, input: InputState, adjusted: number): void {
  const distance = (adjusted - input.mean) / input.unit;
  recovery.count = Math.min(recovery.count + 1, memory);
  const weight = 1 / recovery.count;
  recovery.level += weight * (between(distance, maxDistance) - recovery.level);
  const most = maxStep * ordinaryStep(input);
  const step =
    recovery.count === 1 ? ordinaryStep(input) : Math.min(Math.abs(distance - recovery.last), most);
  recovery.step += weight * (step - recovery.step);
  recovery.last = between(distance, 1e100);
}

/** Adds a point of a drift; `holds` says that its statistic is not quiet. */
export function followRecovery(
  recovery: Recovery,
  input: InputState,
  adjusted: number,
  holds: boolean,
): void {
  if (holds) recovery.longestQuiet = Math.max(recovery.longestQuiet, recovery.quiet);
  recovery.quiet = holds ? 0 : recovery.quiet + 1;
  addPoint(recovery, input, adjusted);
}

/** Whether the noise is that of the reference again, and has been quiet for long enough. */
export function isQuiet({ quiet, longestQuiet, step }: Recovery, input: InputState): boolean {
  // Without a reference its noise is unknown.
  const isOrdinary = input.referenceSize === 0 || step <= ordinaryNoise * ordinaryStep(input);
  const needed = Math.min(Math.max(minQuiet, 2 * longestQuiet), maxQuiet);
  return quiet >= needed && isOrdinary;
}

/** Whether level and noise are those of the reference again, on the watched sides. */
export function hasRecovered(
  recovery: Recovery,
  input: InputState,
  { up, down }: { up: boolean; down: boolean },
): boolean {
  if (!isQuiet(recovery, input)) return false;
  return (!up || recovery.level <= nearLevel) && (!down || recovery.level >= -nearLevel);
}

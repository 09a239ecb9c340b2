import type { Oddness } from '../../stats/oddness';
import { addPeak, peakStrength } from '../../stats/peak-calibration';
import { eventFrom, isFresh, isStanding, remembered } from './outlying';
import { type AnomalyState, ringSize } from './state';
import { meanBack, present } from './views';

/** The number of points after and before a step; values count for at most `maxValue` mean deviations. */
const newPoints = 6;
const oldPoints = 24;
const maxValue = 4;
/** Its share of the false alarms, in powers of ten. */
const share = 0.2;
const forgetting = 3000;
const maxStep = 5;
const settling = 20;
/** Steps seen before one is judged. */
const minSteps = 100;
/** A level within this many mean deviations is the ordinary one: returning to it is no news. */
const ordinary = 2;

const found = { size: 0, isReturn: false };

function findStep(state: AnomalyState): void {
  found.size = 0;
  found.isReturn = false;
  const { center, unit } = state.outlying[0] as Oddness;
  if (state.count <= ringSize || unit === 0 || isStanding(state)) return;
  const most = maxValue * unit;
  const rough = meanBack(state, newPoints, newPoints + oldPoints, 0, Number.MAX_VALUE);
  const before = rough + meanBack(state, newPoints, newPoints + oldPoints, rough, most);
  const step = meanBack(state, 0, newPoints, before, most);
  const now = Math.abs(before + step - center);
  found.size = Math.abs(step);
  found.isReturn = now < ordinary * unit && now < Math.abs(before - center);
}

/**
 * Judges whether the level is left, by the mean of 6 points against that of the 24 before, and adds the
 * point.
 * @returns 0 on the way back.
 */
export function judgeStep(state: AnomalyState, threshold: number, isJudging: boolean): number {
  findStep(state);
  const { size, isReturn } = found;
  if (size === 0) return 0;
  const unit = state.stepUnit;
  const score = unit > 0 ? Math.min(size / unit, 1e6) : 0;
  const strength = Math.max(0, peakStrength(state.stepPeaks, score) - share);
  const isOdd = isJudging && strength > threshold * eventFrom;
  const isCalm = state.stepMemory < threshold * eventFrom;
  if (isCalm && !isReturn) addPeak(state.stepPeaks, score);
  state.stepCount += 1;
  const bounded = unit > 0 && state.stepCount > settling ? Math.min(size, maxStep * unit) : size;
  const pace = Math.max(1 / state.stepCount, 1 / forgetting);
  state.stepUnit += (isOdd ? pace / 16 : pace) * (bounded - unit);
  if (!isJudging || state.stepCount < minSteps) return 0;
  if (!isReturn) present.strength = Math.max(present.strength, strength);
  const isShown = isFresh(state.stepMemory, strength, threshold) && !isReturn;
  state.stepMemory = remembered(state.stepMemory, strength, threshold);
  return isShown ? strength : 0;
}

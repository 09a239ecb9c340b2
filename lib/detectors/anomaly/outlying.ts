import { departureSurprise, repeatedShare } from '../../stats/flat-run';
import { type Lesson, learnOddness, type Oddness, oddnessOf } from '../../stats/oddness';
import { addPeak, peakStrength } from '../../stats/peak-calibration';
import { type AnomalyState, outlyingViews } from './state';
import { calmView, least, present, seen } from './views';

/**
 * Its share of the false alarms, in powers of ten; the calibration of a young series is careful on its own.
 */
const share = 0.62;
const grownUp = 300;
/** After a peak only one that is larger by this factor is another. */
export const worse = 1.3;
/** The share of a peak that remains with every quiet point. */
const fade = 0.93;
/** From this share of the threshold on a point belongs to an event. */
export const eventFrom = 0.6;
/** An event that lasts this long is how the series is now. */
const lasting = 300;
/** The first points have no known spread. */
const settling = 40;
/**
 * If this share of values repeats the one before, distances say nothing: flat-run.ts watches such a series.
 */
const standingShare = 0.6;
/** Mean deviations within which a value is ordinary, and beyond which it was not. */
const nearby = 2.5;
const faraway = 4;
/**
 * Departures from a constant are powers of ten of a rate that is measured and not extrapolated, so they count
 * for more.
 */
const departureWeight = 1.45;
/** Views in which the way back is odd: the step, and the distance from the near level. */
const stepView = 1;
const nearView = 2;

export const isStanding = ({ flat }: AnomalyState) => repeatedShare(flat) > standingShare;

/** What remains of a peak: all of it while it lasts, then less with every point. */
export function remembered(memory: number, strength: number, threshold: number): number {
  return strength > threshold / 2 ? Math.max(memory, strength) : Math.max(memory * fade, strength);
}

/** Whether a strength stands out from what remains of the last peak. */
export function isFresh(memory: number, strength: number, threshold: number): boolean {
  return strength > (memory > threshold ? memory * worse : memory);
}

/** The way back from an outage is as steep as the way out: a value that is ordinary again is no outlier. */
function isBack({ outlying, last }: AnomalyState): boolean {
  const { center, unit } = outlying[0] as Oddness;
  const now = Math.abs((seen[0] as number) - center);
  return now < nearby * unit && Math.abs(last - center) > faraway * unit;
}

function scoreOf(state: AnomalyState): number {
  let most = 0;
  const hasReturned = isBack(state);
  for (let at = 0; at < outlyingViews.length; at += 1) {
    const view = outlyingViews[at] as number;
    const number = seen[view] as number;
    if (Number.isNaN(number) || (hasReturned && (view === stepView || view === nearView))) continue;
    const judged = state.outlying[at] as Oddness;
    if (view === calmView && number > judged.center) continue;
    most = Math.max(most, oddnessOf(judged, number, least[view] as number));
  }
  return most;
}

function learn({ outlying }: AnomalyState, lesson: Lesson): void {
  for (let at = 0; at < outlyingViews.length; at += 1) {
    const number = seen[outlyingViews[at] as number] as number;
    if (!Number.isNaN(number))
      learnOddness(outlying[at] as Oddness, number, least[outlyingViews[at] as number] as number, lesson);
  }
}

/**
 * Judges what lies far out or departs from a constant, however often it comes again, and adds the point.
 * @returns 0 soon after a peak, unless the point is larger.
 */
export function judgeOutlying(state: AnomalyState, threshold: number, isJudging: boolean): number {
  const score = scoreOf(state);
  const departure = departureWeight * departureSurprise(state.flat, seen[0] as number, least[0] as number);
  if (!isJudging) {
    learn(state, 'ordinary');
    if (state.count > settling) addPeak(state.outlyingPeaks, score);
    return 0;
  }
  const strength = isStanding(state)
    ? 0
    : Math.max(0, peakStrength(state.outlyingPeaks, score) - share * Math.min(1, state.count / grownUp));
  if (state.outlyingMemory < threshold * eventFrom) addPeak(state.outlyingPeaks, score);
  const shown = isFresh(state.outlyingMemory, strength, threshold) ? strength : 0;
  state.outlyingMemory = remembered(state.outlyingMemory, strength, threshold);
  const isOdd = state.outlyingMemory > threshold * eventFrom;
  state.oddPoints = isOdd ? state.oddPoints + 1 : 0;
  if (!isOdd) learn(state, 'ordinary');
  else if (state.oddPoints > lasting) learn(state, 'adopt');
  else learn(state, state.oddPoints === 1 ? 'first' : 'odd');
  present.strength = Math.max(present.strength, strength, departure);
  return Math.max(shown, departure);
}

import { createRateWatch, judgeRate, rateChangeLength } from './rate-watch';
import { timeBack, valueBack } from './recent-ring';
import type { AutoState } from './state';
import { countAlarm, fadeAlarms } from './watch';

/** Fewest points for which a drift of a rate lasts. */
const latchedPoints = 24;
/**
 * A rate that keeps moving the way it was found to move is the same change. If it moved on within this many
 * points after the last change of its estimate, however late that shows, it is learned anew without another
 * alarm, unless its odds differ from the reported ones by more than this factor.
 */
const settlingPoints = 1000;
const sameOddsFactor = 3;

const oddsOf = (ones: number, count: number) => (ones + 0.5) / (count - ones + 0.5);

/** The last `count` outcomes, oldest first. */
function outcomes({ recent }: AutoState, count: number): number[] {
  return Array.from({ length: count }, (_, index) => valueBack(recent, count - index));
}

/** A rate is learned from both outcomes; one that has not occurred counts as one. */
function withBoth(sample: number[]): number[] {
  if (!sample.includes(0)) sample.push(0);
  if (!sample.includes(1)) sample.push(1);
  return sample;
}

/** Judges the last point of a 0/1 series: how rare what it shows would be at a steady rate. */
export function watchRate(state: AutoState, threshold: number): number {
  const { recent } = state;
  if (state.rates === null) {
    const sample = outcomes(state, recent.values.length);
    if (!sample.includes(0) || !sample.includes(1)) return 0;
    state.rates = createRateWatch(sample, state.sides);
    return 0;
  }
  fadeAlarms(state);
  const { rates } = state;
  state.settling -= 1;
  const { strength, rises } = judgeRate(rates, valueBack(recent, 1), state.sides);
  if (strength > threshold) {
    const size = Math.min(rateChangeLength(rates, recent), recent.values.length);
    const sample = outcomes(state, size);
    const ones = sample.reduce((sum, outcome) => sum + outcome, 0);
    const count = Math.max(1, rates.count - size);
    const before = Math.min(1, Math.max(0, (rates.ones - ones) / count));
    const odds = oddsOf(ones, size);
    const isSame =
      state.settling > -size &&
      rises === state.reportedRise &&
      Math.abs(Math.log(odds / state.reportedOdds)) < Math.log(sameOddsFactor);
    const isReported = !isSame && countAlarm(state, 1);
    state.settling = settlingPoints;
    if (isReported) {
      state.reference = {
        fromMs: state.startMs,
        toMs: timeBack(recent, Math.min(size + 1, recent.values.length)),
        count,
        level: before,
        mean: before,
        spread: Math.sqrt(before * (1 - before)),
      };
      state.reportedRise = rises;
      state.reportedOdds = odds;
      state.seenBy = 'rate';
      state.onsetMs = timeBack(recent, size);
      state.latchedStrength = strength;
      state.latchedLeft = latchedPoints;
    }
    state.startMs = timeBack(recent, size);
    state.rates = createRateWatch(withBoth(sample), state.sides);
    if (isSame && state.latchedLeft > 0) state.latchedLeft = latchedPoints;
    return isReported ? strength : latchedStrengthOf(state);
  }
  return Math.max(strength, latchedStrengthOf(state));
}

/** The strength of the last alarm while its drift lasts. */
function latchedStrengthOf(state: AutoState): number {
  if (state.latchedLeft === 0) return 0;
  state.latchedLeft -= 1;
  return state.latchedStrength;
}

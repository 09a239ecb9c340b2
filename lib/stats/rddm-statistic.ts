import { addError, createDdmStatistic, type DdmStatistic, ddmStep, resetDdmStatistic } from './ddm-statistic';

/**
 * The statistic of RDDM: that of DDM (ddm-statistic.ts), with two corrections for long streams.
 *
 * A rate over all points since the start becomes less sensitive with every point, and its lowest value lies
 * ever further back. So once `maxConceptSize` points have passed without a warning, everything is counted
 * again from the last `minConceptSize` points. And a warning that lasts for more than `maxWarnings` points is
 * a drift that DDM does not decide on: `warnings` is then above `maxWarnings`, and the caller has to alarm.
 *
 * Two differences from Frouros. After counting again it divides by one point too few, which golden tests show
 * to move no alarm. And the numbers of a drift are not used again for the concept after it: the tests restart
 * it, as its authors' protocol does, and so do we.
 *
 * Cost O(1) on average: the last `minConceptSize` points are counted again once in `maxConceptSize -
 * minConceptSize`. State: at most `minConceptSize` errors and 17 numbers. Reference: Barros and others,
 * "RDDM: reactive drift detection method", Expert Systems with Applications 90 (2017).
 */
export type RddmStatistic = {
  rise: DdmStatistic;
  warningLimit: number;
  maxWarnings: number;
  minConceptSize: number;
  maxConceptSize: number;
  /** Points above the warning limit in a row. */
  warnings: number;
  /** The last errors as a ring; the oldest lies at `next` once it is full. */
  last: number[];
  next: number;
  /** Whether the next point starts from the last errors only. */
  startsAfresh: boolean;
};

export interface RddmOptions {
  first: number;
  priorErrors: number;
  warningLimit: number;
  maxWarnings: number;
  minConceptSize: number;
  maxConceptSize: number;
}

export function createRddmStatistic(options: RddmOptions): RddmStatistic {
  const { first, priorErrors, warningLimit, maxWarnings, minConceptSize, maxConceptSize } = options;
  return {
    rise: createDdmStatistic(first, priorErrors),
    warningLimit,
    maxWarnings,
    minConceptSize,
    maxConceptSize,
    warnings: 0,
    last: [],
    next: 0,
    startsAfresh: false,
  };
}

/** Returns to the empty state, in place. */
export function resetRddmStatistic(state: RddmStatistic): void {
  resetDdmStatistic(state.rise);
  state.warnings = 0;
  state.last.length = 0;
  state.next = 0;
  state.startsAfresh = false;
}

function countAfresh(state: RddmStatistic): void {
  const { last, next, rise } = state;
  resetDdmStatistic(rise);
  for (let index = next; index < last.length; index += 1) addError(rise, last[index] ?? 0);
  for (let index = 0; index < next; index += 1) addError(rise, last[index] ?? 0);
  state.warnings = 0;
  state.startsAfresh = false;
}

/** Counts one error in [0, 1] and returns the statistic of DDM; 0 before the first judged point. */
export function rddmStep(state: RddmStatistic, error: number): number {
  if (state.startsAfresh) countAfresh(state);
  const { next } = state;
  state.last[next] = error;
  state.next = next + 1 === state.minConceptSize ? 0 : next + 1;
  const statistic = ddmStep(state.rise, error);
  if (statistic > state.warningLimit) state.warnings += 1;
  else {
    state.warnings = 0;
    if (state.rise.count >= state.maxConceptSize) state.startsAfresh = true;
  }
  return statistic;
}

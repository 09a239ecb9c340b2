/**
 * The statistic of EDDM: how much closer together errors lie than they used to.
 *
 * Shape. Between two errors lies a distance in points; `reach` is the mean of all distances since the start
 * plus two of their standard deviations. The largest reach is kept, and the statistic of an error is `1 -
 * reach / largest`: 0 while errors are as rare as ever, towards 1 as they crowd. The papers warn above 0.05
 * and alarm above 0.1. Only errors change it; a point without an error gives -1, "nothing to judge", and so
 * does an error before the first that counts.
 *
 * The differences between the implementations are parameters: `firstPoint` and `firstError` (counted from 1)
 * say from when on reaches are compared and judged, `lessOne` is subtracted from the count in the variance
 * (River 1, Frouros 0).
 *
 * The first distance counts from the start. A stream of errors only has distance 1 throughout and statistic
 * 0; one without errors is never judged. Cost O(1), nothing between errors; state: 9 numbers.
 *
 * References: Baena-García and others, "Early drift detection method", 4th workshop on knowledge discovery
 * from data streams (2006). Checked against River and Frouros (golden tests).
 */
export type EddmStatistic = {
  firstPoint: number;
  firstError: number;
  lessOne: number;
  count: number;
  errors: number;
  lastErrorAt: number;
  meanDistance: number;
  sumOfSquares: number;
  /** 0 before there is one; a reach is at least 1. */
  largestReach: number;
};

export function createEddmStatistic(firstPoint: number, firstError: number, lessOne: 0 | 1): EddmStatistic {
  return {
    firstPoint,
    firstError,
    lessOne,
    count: 0,
    errors: 0,
    lastErrorAt: 0,
    meanDistance: 0,
    sumOfSquares: 0,
    largestReach: 0,
  };
}

/** Returns to the empty state, in place. */
export function resetEddmStatistic(state: EddmStatistic): void {
  state.count = 0;
  state.errors = 0;
  state.lastErrorAt = 0;
  state.meanDistance = 0;
  state.sumOfSquares = 0;
  state.largestReach = 0;
}

/** The reach of this error is the largest so far: the points before it are the calm part. */
export const reachGrew = -2;
/** There was nothing to judge. */
export const notJudged = -1;

/**
 * Counts one point.
 * @returns the statistic at an error that is judged, otherwise `notJudged` or `reachGrew`, both below 0.
 */
export function eddmStep(state: EddmStatistic, isError: boolean): number {
  const count = state.count + 1;
  state.count = count;
  if (!isError) return notJudged;
  const errors = state.errors + 1;
  const distance = count - state.lastErrorAt;
  const before = distance - state.meanDistance;
  const meanDistance = state.meanDistance + before / errors;
  state.errors = errors;
  state.lastErrorAt = count;
  state.meanDistance = meanDistance;
  state.sumOfSquares += before * (distance - meanDistance);
  if (count < state.firstPoint) return notJudged;
  const freedom = errors - state.lessOne;
  const reach = meanDistance + 2 * Math.sqrt(freedom > 0 ? state.sumOfSquares / freedom : 0);
  if (reach > state.largestReach) {
    state.largestReach = reach;
    return reachGrew;
  }
  return errors < state.firstError ? notJudged : 1 - reach / state.largestReach;
}

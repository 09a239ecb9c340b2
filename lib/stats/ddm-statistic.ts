/**
 * The statistic of DDM and RDDM: how far the error rate has risen above the lowest it has been.
 *
 * Shape. `rate` is the mean of all errors since the start (each in [0, 1], 1 = wrong), `deviation` its
 * binomial standard deviation `sqrt(rate (1 - rate) / count)`. The lowest `rate + deviation` since point
 * `first` is kept with its parts; the statistic of a later point is `(rate + deviation - lowest rate) /
 * lowest deviation`. At the lowest point itself it is 1, in calm data it stays near 1, and the papers warn at
 * 2 and alarm at 3.
 *
 * `priorErrors` is the one difference from the papers; 0 gives theirs. After a start without any error the
 * lowest deviation is 0, so the first error ever is an infinite rise: DDM alarms within 30 points of it. With
 * `k` prior errors the deviation is never smaller than that of `k` errors in the points seen, because no
 * error in n points does not prove a rate of 0.
 *
 * Before the first error the statistic is 0, whatever the params: nothing has risen.
 *
 * Short: before `first` points there is no statistic (the result is 0). Fractions in [0, 1] are used as they
 * are; the binomial deviation is then an upper bound of the true one. Cost O(1) without allocation; state: 8
 * numbers.
 *
 * References: Gama and others, "Learning with drift detection", SBIA 2004; Barros and others, "RDDM: reactive
 * drift detection method", Expert Systems with Applications 90 (2017). Checked against River and Frouros
 * (golden tests).
 */
export type DdmStatistic = {
  /** The first judged point, counted from 1. */
  first: number;
  priorErrors: number;
  count: number;
  /** Sum of the errors; exact for 0 and 1, which a running mean is not. */
  errors: number;
  lowestRate: number;
  lowestDeviation: number;
  /** The number of points at the lowest; 0 before there is one. */
  lowestCount: number;
  /** The sum of the two above; larger than any real one before there is one. */
  lowestSum: number;
};

/** Above every `rate + deviation`, which is at most 1.21; JSON has no infinity. */
const noLowest = 4;

export function createDdmStatistic(first: number, priorErrors: number): DdmStatistic {
  return {
    first,
    priorErrors,
    count: 0,
    errors: 0,
    lowestRate: 0,
    lowestDeviation: 0,
    lowestCount: 0,
    lowestSum: noLowest,
  };
}

/** Returns to the empty state, in place. */
export function resetDdmStatistic(rise: DdmStatistic): void {
  rise.count = 0;
  rise.errors = 0;
  rise.lowestCount = 0;
  rise.lowestSum = noLowest;
}

/** Counts one error in [0, 1] without judging it. */
export function addError(rise: DdmStatistic, error: number): void {
  rise.count += 1;
  rise.errors += error;
}

/**
 * Counts one error in [0, 1].
 * @returns the statistic; 0 before `first` and before any error. `Infinity` is possible only without prior
 *   errors.
 */
export function ddmStep(rise: DdmStatistic, error: number): number {
  const count = rise.count + 1;
  const errors = rise.errors + error;
  rise.count = count;
  rise.errors = errors;
  if (count < rise.first) return 0;
  const rate = errors / count;
  const { priorErrors } = rise;
  // Only while there are fewer errors than that; the prior counts for half of the points at most.
  const share = errors >= priorErrors ? rate : Math.max(rate, Math.min(priorErrors / count, 0.5));
  const deviation = Math.sqrt((share * (1 - share)) / count);
  const sum = rate + deviation;
  if (sum <= rise.lowestSum) {
    rise.lowestRate = rate;
    rise.lowestDeviation = deviation;
    rise.lowestSum = sum;
    rise.lowestCount = count;
  }
  if (errors === 0) return 0;
  const excess = sum - rise.lowestRate;
  // Without prior errors 0 / 0 arises before the first error; that is no rise.
  return excess === 0 ? 0 : excess / rise.lowestDeviation;
}

/**
 * The statistic of HDDM_A: how certain it is that the mean of all points lies above the mean of the calmest
 * first part.
 *
 * Shape. Values lie in [0, 1], with any distribution. The mean since the start is compared with the mean of
 * the points up to the cut, which moves to the present whenever `mean + bound` is at its lowest, with
 * Hoeffding's bound for `cutConfidence`. By Hoeffding's inequality the mean of all n points exceeds that of
 * the first m by d or more with a probability of at most `exp(-2 d^2 m n / (n - m))`; the statistic is that
 * exponent, in nats, and 0 for a mean that has not risen. River compares it with ln(2 / confidence), Frouros
 * with ln(1 / confidence).
 *
 * One side only: for a fall pass `1 - value`. Nothing is assumed about the distribution, so it is slow where
 * values vary little, and it needs no warm-up: the bound itself is wide while there are few points.
 * Constants: exactly 0. Cost O(1), two square roots and two divisions; state: 6 numbers.
 *
 * References: Frías-Blanco and others, "Online and non-parametric drift detection methods based on
 * Hoeffding's bounds", IEEE Transactions on Knowledge and Data Engineering 27 (2015). Checked against River
 * and Frouros (golden tests).
 */
export type HddmAStatistic = {
  /** ln(1 / cutConfidence) / 2. */
  halfLog: number;
  count: number;
  sum: number;
  cutCount: number;
  cutMean: number;
  /** Mean and bound at the cut, added. */
  cutSum: number;
};

export function createHddmAStatistic(cutConfidence: number): HddmAStatistic {
  return { halfLog: -Math.log(cutConfidence) / 2, count: 0, sum: 0, cutCount: 0, cutMean: 0, cutSum: 0 };
}

/** Returns to the empty state, in place. */
export function resetHddmAStatistic(state: HddmAStatistic): void {
  state.count = 0;
  state.sum = 0;
  state.cutCount = 0;
}

/**
 * Adds a value in [0, 1] and returns the exponent, at least 0. The cut is here exactly when `cutCount ===
 * count`.
 */
export function hddmAStep(state: HddmAStatistic, value: number): number {
  const count = state.count + 1;
  const sum = state.sum + value;
  state.count = count;
  state.sum = sum;
  const mean = sum / count;
  const bounded = mean + Math.sqrt(state.halfLog / count);
  if (state.cutCount === 0 || bounded <= state.cutSum) {
    state.cutCount = count;
    state.cutMean = mean;
    state.cutSum = bounded;
    return 0;
  }
  const rise = mean - state.cutMean;
  if (rise <= 0) return 0;
  return (2 * rise * rise * state.cutCount * count) / (count - state.cutCount);
}

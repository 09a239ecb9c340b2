/**
 * The statistic of HDDM_W: how certain it is that the weighted mean of the points since the cut lies above
 * the one before it.
 *
 * Shape. Values lie in [0, 1]. Three exponentially weighted means with the same `weight` for the newest
 * value: of all points, of those up to the cut, of those since. The cut moves to the present whenever `mean +
 * bound` of all points is at its lowest. By McDiarmid's inequality a difference of d has a probability of at
 * most `exp(-2 d^2 / (spread before + spread since))`, where a spread is the sum of the squared weights; the
 * statistic is that exponent, in nats, and 0 for a difference of the wrong sign.
 *
 * `side` 1 looks for a rise, -1 for a fall. The implementations differ in two things. Cut confidence: River
 * uses that of the drift; Frouros, by what looks like a slip, uses the weight. Start: River's mean is its
 * first value, and since its mean begins at 0, any later value replaces a mean of exactly 0 too; Frouros
 * begins at 0 and weights the first value like any other. `firstValueReplaces` true is River's way; with
 * `onlyFirst` the first value replaces the mean and no later one does, so that a first 1 after many 0 is one
 * error and not a rate of 1.
 *
 * Constants: 0. Cost O(1); state: 11 numbers. A mean that has nearly vanished is set to 0, see `minMean`.
 * References: as hddm-a-statistic.ts. Checked against River and Frouros (golden tests).
 */
export type HddmWStatistic = {
  weight: number;
  side: number;
  firstValueReplaces: boolean;
  onlyFirst: boolean;
  /** ln(1 / cutConfidence) / 2. */
  halfLog: number;
  count: number;
  mean: number;
  spread: number;
  /** Points up to the cut. */
  cutCount: number;
  cutMean: number;
  cutSpread: number;
  /** `side * mean + bound` at the cut. */
  cutSum: number;
  sinceMean: number;
  sinceSpread: number;
};

export function createHddmWStatistic(
  weight: number,
  side: 1 | -1,
  cutConfidence: number,
  firstValueReplaces: boolean,
  onlyFirst = false,
): HddmWStatistic {
  return {
    weight,
    side,
    firstValueReplaces,
    onlyFirst,
    halfLog: -Math.log(cutConfidence) / 2,
    count: 0,
    mean: 0,
    spread: 1,
    cutCount: 0,
    cutMean: 0,
    cutSpread: 1,
    cutSum: 0,
    sinceMean: 0,
    sinceSpread: 1,
  };
}

/** Returns to the empty state, in place. */
export function resetHddmWStatistic(state: HddmWStatistic): void {
  state.count = 0;
  state.mean = 0;
  state.spread = 1;
  state.cutCount = 0;
  state.cutMean = 0;
  state.cutSpread = 1;
  state.sinceMean = 0;
  state.sinceSpread = 1;
}

/**
 * Arithmetic on the denormal numbers below 1e-308 is a hundred times slower, and a mean that decays over
 * thousands of zeros gets there. Far above that it counts as 0.
 */
const minMean = 1e-200;

function nextWeighted(mean: number, value: number, weight: number, replaces: boolean): number {
  if (mean === 0 && replaces) return value;
  const next = weight * value + (1 - weight) * mean;
  return next < minMean ? 0 : next;
}

/**
 * Adds a value in [0, 1] and returns the exponent, at least 0. The cut is here exactly when `cutCount ===
 * count`.
 */
export function hddmWStep(state: HddmWStatistic, value: number): number {
  const { weight, side, firstValueReplaces, onlyFirst } = state;
  const replaces = firstValueReplaces && (!onlyFirst || state.count === 0);
  const replacesSince = firstValueReplaces && (!onlyFirst || state.count === state.cutCount);
  const squaredWeight = weight * weight;
  const squaredRest = (1 - weight) * (1 - weight);
  const mean = nextWeighted(state.mean, value, weight, replaces);
  const spread = squaredWeight + squaredRest * state.spread;
  state.mean = mean;
  state.spread = spread;
  state.count += 1;
  const bounded = side * mean + Math.sqrt(spread * state.halfLog);
  if (state.cutCount === 0 || bounded < state.cutSum) {
    state.cutCount = state.count;
    state.cutMean = mean;
    state.cutSpread = spread;
    state.cutSum = bounded;
    state.sinceMean = 0;
    state.sinceSpread = 1;
    return 0;
  }
  const sinceMean = nextWeighted(state.sinceMean, value, weight, replacesSince);
  const sinceSpread = squaredWeight + squaredRest * state.sinceSpread;
  state.sinceMean = sinceMean;
  state.sinceSpread = sinceSpread;
  const change = side * (sinceMean - state.cutMean);
  if (change <= 0) return 0;
  return (2 * change * change) / (state.cutSpread + sinceSpread);
}

/**
 * Bayesian online change point detection: how probable each number of values since the last change is.
 *
 * Shape. Values are normal with known variance `dataVariance` around a mean that stays for a while and then, with the
 * probability `hazard` at every value, is drawn anew from a normal distribution of `priorMean` and `priorVariance`. After
 * every value `probabilities[r]` is the probability that r values have come since the last change (0: the change is
 * between this value and the next), and `means[r]` what is known of the level from those r values and the prior.
 *
 * Bounded, unlike the published form, whose list grows by one with every value: run lengths from `maxRun` on are one, the
 * last of the list, "longer ago than can be told". It keeps the level of the more probable of the two that meet there.
 * And a run length below a probability of 1e-12 is given up. Until `maxRun` values have come the two forms agree to
 * 1e-8 in every number (golden tests); afterwards the tests measure the difference on the same streams: with a `maxRun` of
 * 100 over 300 values the probability of each shorter run, and that of all longer ones together, differ by less than 0.1.
 *
 * Works with probabilities, scaled at each value by the largest likelihood, so nothing underflows however far a value
 * lies; it should be below 1e150 in magnitude. Constants: the longest run is the most probable.
 * Cost O(maxRun) per value at most; run lengths that were given up cost nothing. State: 2 `maxRun` + 10 numbers.
 * References: Adams and MacKay, "Bayesian online changepoint detection", arXiv 0710.3742 (2007). Checked against Frouros.
 */
export type RunLengthPosterior = {
  hazard: number;
  priorMean: number;
  priorPrecision: number;
  dataPrecision: number;
  maxRun: number;
  /** Values of the last run of the list, which may be more than `maxRun`. */
  longestCount: number;
  /** Entries in use: run lengths 0 to `used - 1`. */
  used: number;
  probabilities: number[];
  means: number[];
};

export interface RunLengthOptions {
  hazard: number;
  priorMean: number;
  priorVariance: number;
  dataVariance: number;
  maxRun: number;
}

const givenUp = 1e-12;

export function startRunLengthPosterior(options: RunLengthOptions): RunLengthPosterior {
  const { hazard, priorMean, priorVariance, dataVariance, maxRun } = options;
  const posterior = {
    hazard,
    priorMean,
    priorPrecision: 1 / priorVariance,
    dataPrecision: 1 / dataVariance,
    maxRun,
    longestCount: 0,
    used: 1,
    probabilities: new Array<number>(maxRun + 1).fill(0),
    means: new Array<number>(maxRun + 1).fill(0),
  };
  restartRunLengthPosterior(posterior);
  return posterior;
}

/** Forgets everything, in place: a change has just been. */
export function restartRunLengthPosterior(posterior: RunLengthPosterior): void {
  posterior.used = 1;
  posterior.longestCount = 0;
  posterior.probabilities[0] = 1;
  posterior.means[0] = posterior.priorMean;
}

/** How much is known of the level after `count` values, as a precision (1 / variance). */
function precisionAt({ priorPrecision, dataPrecision }: RunLengthPosterior, count: number): number {
  return priorPrecision + count * dataPrecision;
}

/** Variance of the next value if the run has `run` values. */
export function predictiveVariance(posterior: RunLengthPosterior, run: number): number {
  const count = run === posterior.maxRun ? posterior.longestCount : run;
  return 1 / precisionAt(posterior, count) + 1 / posterior.dataPrecision;
}

/** Twice the negative logarithm of the likelihood, but for a constant, of the run that explains the value best. */
function leastDistance(posterior: RunLengthPosterior, value: number): number {
  const { used, probabilities, means } = posterior;
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < used; run += 1) {
    if (probabilities[run] === 0) continue;
    const difference = value - (means[run] ?? 0);
    const distance = (difference * difference) / predictiveVariance(posterior, run);
    if (distance < least) least = distance;
  }
  return least;
}

/** The last two entries become one; the more probable lends its level. */
function mergeLongest(posterior: RunLengthPosterior, grown: number, grownMean: number): void {
  const { probabilities, means, maxRun } = posterior;
  const longest = probabilities[maxRun] ?? 0;
  if (grown > longest) {
    means[maxRun] = grownMean;
    posterior.longestCount = maxRun;
  }
  probabilities[maxRun] = longest + grown;
}

/** Takes a value in. */
export function runLengthStep(posterior: RunLengthPosterior, value: number): void {
  const { hazard, dataPrecision, maxRun, probabilities, means, used } = posterior;
  const least = leastDistance(posterior, value);
  let change = 0;
  let total = 0;
  for (let run = used - 1; run >= 0; run -= 1) {
    const isLongest = run === maxRun;
    const count = isLongest ? posterior.longestCount : run;
    const precision = precisionAt(posterior, count);
    const mean = means[run] ?? 0;
    const probability = probabilities[run] ?? 0;
    let grown = 0;
    if (probability > 0) {
      const variance = 1 / precision + 1 / dataPrecision;
      const difference = value - mean;
      const distance = (difference * difference) / variance;
      const joint = (probability / Math.sqrt(variance)) * Math.exp((least - distance) / 2);
      change += joint * hazard;
      grown = joint * (1 - hazard);
      total += joint;
    }
    const next = (mean * precision + value * dataPrecision) / (precision + dataPrecision);
    if (isLongest) {
      probabilities[run] = grown;
      means[run] = next;
      posterior.longestCount = count + 1;
    } else if (run + 1 === maxRun && used === maxRun + 1) mergeLongest(posterior, grown, next);
    else {
      probabilities[run + 1] = grown;
      means[run + 1] = next;
      if (run + 1 === maxRun) posterior.longestCount = maxRun;
    }
  }
  probabilities[0] = change;
  means[0] = posterior.priorMean;
  const grownUsed = Math.min(used + 1, maxRun + 1);
  posterior.used = grownUsed;
  for (let run = 0; run < grownUsed; run += 1) {
    const share = (probabilities[run] ?? 0) / total;
    probabilities[run] = share < givenUp ? 0 : share;
  }
}

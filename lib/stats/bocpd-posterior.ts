/**
 * Bayesian online change point detection: how probable each number of values since the last change is.
 *
 * Shape. Values are normal with known variance `dataVariance` around a mean that stays for a while and then,
 * with the probability `hazard` at every value, is drawn anew from a normal distribution of `priorMean` and
 * `priorVariance`. After every value `probabilities[r]` is the probability that r values have come since the
 * last change (0: the change is between this value and the next), and `means[r]` is what those r values and
 * the prior say about the level.
 *
 * Bounded, unlike the published form, whose list grows by one with every value: run lengths from `maxRun` on
 * are one entry, the last of the list, "longer ago than can be told". It keeps the level of the more probable
 * of the two entries that merge there. A run length with a probability below 1e-12 is given up. Until
 * `maxRun` values have come, the two forms agree to 1e-8 in every number (golden tests). Afterwards, with a
 * `maxRun` of 100 over 300 values, the probability of each shorter run differs by less than 0.015, and that
 * of all longer ones together by less than 0.09.
 *
 * It works with probabilities, scaled at each value by the largest likelihood, so nothing underflows however
 * far away a value lies; values should be below 1e150 in magnitude. Constants: the longest run is the most
 * probable. Cost O(maxRun) per value at most; run lengths that were given up cost nothing. State: 2 `maxRun`
 * + 10 numbers. References: Adams and MacKay, "Bayesian online changepoint detection", arXiv 0710.3742
 * (2007). Checked against Frouros.
 */
export type BocpdPosterior = {
  hazard: number;
  priorMean: number;
  priorPrecision: number;
  dataPrecision: number;
  maxRun: number;
  /** Number of values of the last run of the list, which may exceed `maxRun`. */
  longestCount: number;
  /** Entries in use: run lengths 0 to `used - 1`. */
  used: number;
  probabilities: number[];
  means: number[];
};

export interface BocpdOptions {
  hazard: number;
  priorMean: number;
  priorVariance: number;
  dataVariance: number;
  maxRun: number;
}

const givenUp = 1e-12;

export function createBocpdPosterior(options: BocpdOptions): BocpdPosterior {
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
  resetBocpdPosterior(posterior);
  return posterior;
}

/** Returns to the state just after a change, in place. */
export function resetBocpdPosterior(posterior: BocpdPosterior): void {
  posterior.used = 1;
  posterior.longestCount = 0;
  posterior.probabilities[0] = 1;
  posterior.means[0] = posterior.priorMean;
}

/**
 * A posterior whose level is known at the start, from `count` values with the prior mean as their mean: all
 * probability is on the longest run, and the first change can be seen at once. With few values the level is
 * still uncertain, and moves.
 */
export function createSettledPosterior(options: BocpdOptions, count: number): BocpdPosterior {
  const posterior = createBocpdPosterior(options);
  const { maxRun, probabilities, means, priorMean } = posterior;
  probabilities[0] = 0;
  probabilities[maxRun] = 1;
  means[maxRun] = priorMean;
  posterior.used = maxRun + 1;
  posterior.longestCount = count;
  return posterior;
}

/**
 * The most probable run below the longest, in values: 1 for a change just before the newest value. O(maxRun).
 */
export function mostProbableRun({ probabilities, maxRun, used }: BocpdPosterior): number {
  let best = 1;
  for (let run = 2; run < Math.min(used, maxRun); run += 1) {
    if ((probabilities[run] as number) > (probabilities[best] as number)) best = run;
  }
  return best;
}

/** How well the level is known after `count` values, as a precision (1 / variance). */
function precisionAt({ priorPrecision, dataPrecision }: BocpdPosterior, count: number): number {
  return priorPrecision + count * dataPrecision;
}

/** Variance of the next value if the run has `run` values. */
export function predictiveVariance(posterior: BocpdPosterior, run: number): number {
  const count = run === posterior.maxRun ? posterior.longestCount : run;
  return 1 / precisionAt(posterior, count) + 1 / posterior.dataPrecision;
}

/**
 * What depends only on the number of values in a run: the reciprocal predictive variance, its root, and the
 * weight of the next value.
 */
interface CountTables {
  priorPrecision: number;
  dataPrecision: number;
  inverses: Float64Array;
  roots: Float64Array;
  gains: Float64Array;
}

/**
 * For the last precisions that were asked for; computed from them alone, so that no result depends on earlier
 * calls.
 */
let tables: CountTables | null = null;

function tablesOf(posterior: BocpdPosterior): CountTables {
  const { priorPrecision, dataPrecision, maxRun } = posterior;
  const known = tables;
  if (
    known !== null &&
    known.priorPrecision === priorPrecision &&
    known.dataPrecision === dataPrecision &&
    known.inverses.length >= maxRun
  ) {
    return known;
  }
  const inverses = new Float64Array(maxRun);
  const roots = new Float64Array(maxRun);
  const gains = new Float64Array(maxRun);
  for (let count = 0; count < maxRun; count += 1) {
    const precision = precisionAt(posterior, count);
    inverses[count] = 1 / (1 / precision + 1 / dataPrecision);
    roots[count] = Math.sqrt(inverses[count] as number);
    gains[count] = dataPrecision / (precision + dataPrecision);
  }
  tables = { priorPrecision, dataPrecision, inverses, roots, gains };
  return tables;
}

/**
 * Squared distances of the value from the level of each run, in predictive variances. Scratch space between
 * calls.
 */
let distances = new Float64Array(256);

/** Merges the last two entries; the more probable one gives its level. */
function mergeLongest(posterior: BocpdPosterior, grown: number, grownMean: number): void {
  const { probabilities, means, maxRun } = posterior;
  const longest = probabilities[maxRun] ?? 0;
  if (grown > longest) {
    means[maxRun] = grownMean;
    posterior.longestCount = maxRun;
  }
  probabilities[maxRun] = longest + grown;
}

/**
 * Fills the distances of the value from the level of each run.
 * @returns the smallest distance among the runs that are still probable.
 */
function measureDistances(
  { used, maxRun, probabilities, means }: BocpdPosterior,
  inverses: Float64Array,
  longestInverse: number,
  value: number,
): number {
  if (distances.length <= maxRun) distances = new Float64Array(2 * maxRun + 2);
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < used; run += 1) {
    if (probabilities[run] === 0) continue;
    const difference = value - (means[run] as number);
    const inverse = run === maxRun ? longestInverse : (inverses[run] as number);
    const distance = difference * difference * inverse;
    distances[run] = distance;
    if (distance < least) least = distance;
  }
  return least;
}

/** Adds a value. */
export function bocpdStep(posterior: BocpdPosterior, value: number): void {
  const { hazard, dataPrecision, maxRun, probabilities, means, used, longestCount } = posterior;
  const { inverses, roots, gains } = tablesOf(posterior);
  const longestPrecision = precisionAt(posterior, longestCount);
  const longestInverse = 1 / (1 / longestPrecision + 1 / dataPrecision);
  const least = measureDistances(posterior, inverses, longestInverse, value);
  let total = 0;
  for (let run = used - 1; run >= 0; run -= 1) {
    const isLongest = run === maxRun;
    const mean = means[run] as number;
    const probability = probabilities[run] as number;
    let joint = 0;
    if (probability > 0) {
      const root = isLongest ? Math.sqrt(longestInverse) : (roots[run] as number);
      joint = probability * root * Math.exp((least - (distances[run] as number)) / 2);
      total += joint;
    }
    const gain = isLongest ? dataPrecision / (longestPrecision + dataPrecision) : (gains[run] as number);
    const grown = joint * (1 - hazard);
    const next = mean + gain * (value - mean);
    if (isLongest) {
      probabilities[run] = grown;
      means[run] = next;
      posterior.longestCount = longestCount + 1;
    } else if (run + 1 === maxRun && used === maxRun + 1) mergeLongest(posterior, grown, next);
    else {
      probabilities[run + 1] = grown;
      means[run + 1] = next;
      if (run + 1 === maxRun) posterior.longestCount = maxRun;
    }
  }
  probabilities[0] = total * hazard;
  means[0] = posterior.priorMean;
  posterior.used = Math.min(used + 1, maxRun + 1);
  const share = 1 / total;
  for (let run = 0; run < posterior.used; run += 1) {
    const probability = (probabilities[run] as number) * share;
    probabilities[run] = probability < givenUp ? 0 : probability;
  }
}

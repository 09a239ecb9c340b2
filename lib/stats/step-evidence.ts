/**
 * One kind of memory: a share of the variance is an AR(1) process with this decay, the rest is independent.
 */
interface SlowPart {
  share: number;
  decay: number;
  /** Its prior probability among all kinds of memory. */
  prior: number;
}

const shares = [0.07, 0.2, 0.5, 0.8, 1];
const decays = [0.4, 0.7, 0.87, 0.95, 0.98, 0.993];
const priorOfDecay = [0.21, 0.21, 0.21, 0.17, 0.12, 0.08];

const slowParts: readonly SlowPart[] = decays.flatMap((decay, index) =>
  shares.map((share) => ({ share, decay, prior: (priorOfDecay[index] as number) / shares.length })),
);
/** Independent values first. */
const memories: readonly SlowPart[] = [{ share: 0, decay: 0, prior: 1 }, ...slowParts];

/** From these on a slow part has no level that a few hundred values would show. */
const wanderingShare = 0.8;
const wanderingDecay = 0.99;
/** The variance of no sample is lower: tied values would be infinitely likely. */
const minVariance = 1e-4;
/** Gains of the filter that differ by less are taken as constant. */
const settled = 1e-7;

/** Log likelihoods of the values under each memory; two buffers, reused. */
const without = new Float64Array(memories.length);
const withStep = new Float64Array(memories.length);

/** What came before the values, as a mean of `count` values. */
export interface Older {
  count: number;
  mean: number;
}

/** What speaks for a step; see `stepEvidence`. */
export interface StepEvidence {
  squared: number;
  wandering: number;
}

/**
 * Fills the two log likelihoods of one memory, with level, size of the step and variance estimated: a Kalman
 * filter whitens the values, a constant and the step alike, and the rest is least squares.
 */
function weighMemory(index: number, values: Float64Array, count: number, split: number, older: Older): void {
  const { share, decay } = memories[index] as SlowPart;
  const white = 1 - share;
  const renewed = share * (1 - decay * decay);
  let ahead = share;
  let gain = 0;
  let precision = 1;
  let logVariance = 0;
  let isSettled = false;
  // Sums of squares and products of the whitened constant, step and values.
  let ones = 0;
  let steps = 0;
  let oneStep = 0;
  let oneValue = 0;
  let stepValue = 0;
  let squares = 0;
  let logs = 0;
  let foreseenValue = 0;
  let foreseenOne = 0;
  let foreseenStep = 0;
  for (let place = 0; place < count; place += 1) {
    if (!isSettled) {
      const variance = ahead + white;
      gain = ahead / variance;
      precision = 1 / variance;
      logVariance = Math.log(variance);
      const next = decay * decay * ahead * (1 - gain) + renewed;
      isSettled = Math.abs(next - ahead) < settled;
      ahead = next;
    }
    logs += logVariance;
    const value = (values[place] as number) - foreseenValue;
    const one = 1 - foreseenOne;
    foreseenValue = decay * (foreseenValue + gain * value);
    foreseenOne = decay * (foreseenOne + gain * one);
    ones += one * one * precision;
    oneValue += one * value * precision;
    squares += value * value * precision;
    if (place < split) continue;
    const step = 1 - foreseenStep;
    foreseenStep = decay * (foreseenStep + gain * step);
    steps += step * step * precision;
    oneStep += one * step * precision;
    stepValue += step * value * precision;
  }
  let seen = count;
  if (older.count > 0) {
    // The mean of the older values is one more value, with the variance that this memory gives it.
    const weight = older.count / (white + (share * (1 + decay)) / (1 - decay));
    ones += weight;
    oneValue += weight * older.mean;
    squares += weight * older.mean * older.mean;
    seen += 1;
  }
  const rest = squares - (oneValue * oneValue) / ones;
  const determinant = ones * steps - oneStep * oneStep;
  const own = stepValue - (oneStep * oneValue) / ones;
  const explained = determinant > 1e-12 * ones * steps ? (own * own * ones) / determinant : 0;
  const likelihood = (sum: number) =>
    -0.5 * ((seen - 1) * Math.log(Math.max(sum / seen, minVariance)) + logs + Math.log(ones));
  without[index] = likelihood(rest);
  withStep[index] = likelihood(rest - explained);
}

/**
 * Adds `logPriors` to log likelihoods.
 * @returns the logarithm of the sum of their exponentials.
 */
function logSum(likelihoods: Float64Array, logPriors: readonly number[]): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < likelihoods.length; index += 1) {
    likelihoods[index] = (likelihoods[index] as number) + (logPriors[index] as number);
    most = Math.max(most, likelihoods[index] as number);
  }
  let sum = 0;
  for (const likelihood of likelihoods) sum += Math.exp(likelihood - most);
  return most + Math.log(sum);
}

/**
 * Whether the last values lie on another level, or memory alone has brought them there.
 *
 * What it measures. Twice the log likelihood ratio of one step at a known place against none, where both may
 * have any memory: independent noise, or white noise with an AR(1) part of six decays and five shares,
 * weighted by how well each explains the values. For independent values that is the square of z. A level that
 * wanders explains a slow difference as well as a step does, and then the ratio is near 0; no memory explains
 * a step among independent values as well. Unlike memory that is measured on both sides of the likeliest
 * split, it does not mistake the slow part for the change.
 *
 * @param values in units of their standard deviation, oldest first; the first `count` are used.
 * @param size how many of them lie after the step, 1 to `count - 1`.
 * @param older what is known of the level before these values; a count of 0 for nothing.
 * @param memoryPrior 0 to 1, the prior probability that the values have memory at all.
 * @returns `squared`, at least 0 up to rounding; `wandering`, 0 to 1: the probability that, without a step,
 *   nearly all of the variance is a part so slow that the values show no level. Constant values: 0.
 *
 * Cost: O(31 count), about 0.3 ms for 640 values. The filter is that of Harvey, "Forecasting, structural time
 * series models and the Kalman filter" (1989), chapter 3; the level is integrated out (restricted
 * likelihood).
 */
export function stepEvidence(
  values: Float64Array,
  count: number,
  size: number,
  older: Older,
  memoryPrior: number,
): StepEvidence {
  const logPriors = memories.map(({ share, prior }) =>
    Math.log(share === 0 ? 1 - memoryPrior : memoryPrior * prior),
  );
  for (let index = 0; index < memories.length; index += 1)
    weighMemory(index, values, count, count - size, older);
  const total = logSum(without, logPriors);
  const squared = 2 * (logSum(withStep, logPriors) - total);
  let wandering = 0;
  for (const [index, { share, decay }] of memories.entries())
    if (share >= wanderingShare && decay >= wanderingDecay)
      wandering += Math.exp((without[index] as number) - total);
  return { squared, wandering };
}

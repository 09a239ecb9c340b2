/**
 * How a series depends on its past: white noise of variance `white` on top of a process of variance `slow`
 * whose correlation at distance k is `decay ** k` (AR(1)). `slow` 0 is independent noise. `weight` is its
 * probability beside others.
 */
export type Memory = { white: number; slow: number; decay: number; weight: number };

/** Distances at which the variogram is computed; about evenly spaced on a logarithmic scale. */
export const variogramLags = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144];
const decays = [0.3, 0.55, 0.75, 0.87, 0.94, 0.975, 0.99];
/** Prior probabilities, as in most metrics; the rest is for independent noise. */
const priors = [0.1, 0.1, 0.09, 0.08, 0.05, 0.03, 0.015];
/** What an AR(1) process of variance 1 adds to the variogram at each distance, for each decay. */
const growths = decays.map((decay) => variogramLags.map((lag) => 1 - decay ** lag));
const priorWhite = 1 - priors.reduce((sum, prior) => sum + prior, 0);

/** Variance of the mean of `size` values of an AR(1) process of variance 1. */
function slowVariance(decay: number, size: number): number {
  const rest = 1 - decay;
  return (1 + (2 * decay * (1 - (1 - decay ** size) / (size * rest))) / rest) / size;
}

/**
 * Variance of the difference between the mean of the last `size` values and that of the `before` values ahead
 * of them.
 */
export function differenceVariance({ white, slow, decay }: Memory, size: number, before: number): number {
  const independent = white * (1 / size + 1 / before);
  if (slow === 0) return independent;
  const rest = 1 - decay;
  const shared = (decay * (1 - decay ** size) * (1 - decay ** before)) / (rest * rest * size * before);
  return independent + slow * (slowVariance(decay, size) + slowVariance(decay, before) - 2 * shared);
}

/** How many values of the series determine its level as well as one independent value. */
export function longRunFactor({ white, slow, decay }: Memory): number {
  return (white + (slow * (1 + decay)) / (1 - decay)) / (white + slow + 1e-300);
}

/**
 * Fits memories to a variogram (half the mean square of differences at each distance, which does not depend
 * on the level): for every decay the best variances, each weighted by how well it explains the variogram,
 * with independent noise as an alternative. So the mixture shows what a short series cannot tell.
 *
 * @param variogram at the first of `variogramLags`; all above 0.
 * @param count number of values it comes from.
 * @param discount standard errors subtracted from every slow part, since chance alone makes one in every
 *   second series.
 * @returns independent noise first, then what else is possible; the weights sum to 1. Cost: O(lags), about 5
 *   microseconds.
 */
export function fitMemory(variogram: readonly number[], count: number, discount = 2): Memory[] {
  const lags = variogram.length;
  let one = 0;
  let left = 0;
  for (const seen of variogram) {
    one += 1 / (seen * seen);
    left += 1 / seen;
  }
  const fitDecay = (
    decay: number,
    place: number,
  ): { white: number; slow: number; decay: number; error: number } => {
    const own = growths[place] as number[];
    let cross = 0;
    let squares = 0;
    let right = 0;
    for (let index = 0; index < lags; index += 1) {
      const seen = variogram[index] as number;
      const growth = (own[index] as number) / seen;
      cross += growth / seen;
      squares += growth * growth;
      right += growth;
    }
    const determinant = one * squares - cross * cross;
    let white =
      determinant > 1e-9 * one * squares ? (left * squares - right * cross) / determinant : left / one;
    let slow = determinant > 1e-9 * one * squares ? (right * one - left * cross) / determinant : 0;
    if (slow < 0) {
      slow = 0;
      white = left / one;
    } else if (white < 0) {
      white = 0;
      slow = right / squares;
    }
    if (slow > 0 && determinant > 1e-9 * one * squares) {
      const lean = discount * Math.sqrt(one / (determinant * count));
      slow = Math.max(0, slow - lean);
      white = Math.max(0, (left - cross * slow) / one);
    }
    let error = 0;
    for (let index = 0; index < lags; index += 1) {
      const model = white + slow * (own[index] as number);
      error += (model / (variogram[index] as number) - 1) ** 2;
    }
    return { white, slow, decay, error };
  };
  let mean = 0;
  for (const seen of variogram) mean += 1 / seen / lags;
  let squareMean = 0;
  for (const seen of variogram) squareMean += 1 / (seen * seen) / lags;
  const independent = mean / squareMean;
  let independentError = 0;
  for (const seen of variogram) independentError += (independent / seen - 1) ** 2;
  const fits = decays.map(fitDecay);
  const least = fits.reduce((low, { error }) => Math.min(low, error), independentError);
  const likelihood = (error: number) => Math.exp(-0.5 * count * (error - least));
  const weights = fits.map(({ error }, index) => (priors[index] as number) * likelihood(error));
  const white = priorWhite * likelihood(independentError);
  const total = weights.reduce((sum, weight) => sum + weight, white);
  const memories: Memory[] = [{ white: independent, slow: 0, decay: 0, weight: white / total }];
  for (const [index, { white: own, slow, decay }] of fits.entries())
    if ((weights[index] as number) > 1e-5 * total)
      memories.push({ white: own, slow, decay, weight: (weights[index] as number) / total });
  return memories;
}

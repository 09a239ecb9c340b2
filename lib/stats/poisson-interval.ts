import { incompleteGamma } from './distributions';

/**
 * The exact interval for the mean of a Poisson count (Garwood): each end leaves `(1 - coverage) / 2` beyond
 * the count.
 *
 * @param count the count, at least 0; it need not be whole, so that an overdispersed count can be given as
 *   the smaller independent count that is worth as much.
 * @param coverage between 0 and 1, usually 0.95.
 *
 * For count 0 the lower end is 0. Found by bisection of the incomplete gamma function, to 12 digits; about
 * 100 calls. Reference: Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28 (1936).
 */
export function poissonInterval(count: number, coverage = 0.95): { lower: number; upper: number } {
  const outside = (1 - coverage) / 2;
  return {
    lower: count > 0 ? solve(count, outside) : 0,
    upper: solve(count + 1, 1 - outside),
  };
}

/** The x at which the regularised lower incomplete gamma function of this shape is `probability`. */
function solve(shape: number, probability: number): number {
  let below = 0;
  let above = shape + 10 * Math.sqrt(shape) + 20;
  for (let step = 0; step < 100 && above - below > 1e-12 * above; step += 1) {
    const middle = (below + above) / 2;
    if (incompleteGamma(shape, middle) < probability) below = middle;
    else above = middle;
  }
  return (below + above) / 2;
}

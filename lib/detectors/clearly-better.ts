import { mean } from '../stats/mean';
import type { AnyTwoWindowState } from './window-state';

/** Standard errors by which the mean must lie on the other side to be clearly better. */
const clearlyBetter = 4;

/**
 * Whether the present level is better than the reference, beyond its own noise; O(window), during a drift
 * only.
 */
export function isClearlyBetter({
  current,
  referenceMean,
  sides,
  params,
  noise,
}: AnyTwoWindowState): boolean {
  const level = mean(current);
  let squares = 0;
  for (const value of current) squares += (value - level) ** 2;
  const error = Math.sqrt(
    squares / current.length ** 2 + noise ** 2 * (1 / params.reference_size + 1 / current.length),
  );
  const better = sides.up ? referenceMean - level : level - referenceMean;
  return better > clearlyBetter * error;
}

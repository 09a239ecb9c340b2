import { meanOfRange } from './mean';
import type { SegmentShape } from './segment-cost';

/** Segments, each with a level or a line of its own. */
export interface SegmentFit {
  /** First positions of the segments after the first, ascending. */
  changes: number[];
  shape: SegmentShape;
}

/** More memory than this is hard to tell from changes of level. */
const maxOrder = 3;
/** A line has a slope more than a level; it costs this, in units of log n. */
const lineWeight = 1.5;
/** Keeps the logarithm of a perfect fit finite; the values have variance 1. */
const exactFit = 1e-12;

/**
 * The residuals of each segment without its mean, or without the line that fits it best.
 *
 * @param values finite.
 * @param fit changes inside the values.
 *
 * Cost O(n).
 */
export function segmentResiduals(values: ArrayLike<number>, { changes, shape }: SegmentFit): Float64Array {
  const residuals = new Float64Array(values.length);
  let from = 0;
  for (const to of [...changes, values.length]) {
    const mean = meanOfRange(values, from, to);
    const middle = (from + to - 1) / 2;
    let product = 0;
    let squares = 0;
    for (let index = from; shape === 'line' && index < to; index += 1) {
      product += (index - middle) * ((values[index] as number) - mean);
      squares += (index - middle) ** 2;
    }
    const slope = squares > 0 ? product / squares : 0;
    for (let index = from; index < to; index += 1)
      residuals[index] = (values[index] as number) - mean - slope * (index - middle);
    from = to;
  }
  return residuals;
}

/**
 * The description length of residuals that depend on their last three values: `n log(innovation variance)`
 * with the best order p of 0 to 3, and `p log n` for it (Bayesian information criterion).
 *
 * @param residuals of mean 0, of values with variance 1, at least 6.
 *
 * Cost O(n). Reference: Burg, "Maximum Entropy Spectral Analysis" (1975), as in autoregression.ts.
 */
export function memoryDescription(residuals: Float64Array): number {
  const count = residuals.length;
  const forward = Float64Array.from(residuals);
  const backward = Float64Array.from(residuals);
  let variance = exactFit;
  for (const residual of residuals) variance += (residual * residual) / count;
  let least = count * Math.log(variance);
  for (let order = 1; order <= Math.min(maxOrder, count / 10 + 1); order += 1) {
    let product = 0;
    let squares = 0;
    for (let index = order; index < count; index += 1) {
      product += (forward[index] as number) * (backward[index - 1] as number);
      squares += (forward[index] as number) ** 2 + (backward[index - 1] as number) ** 2;
    }
    const reflection = squares > 0 ? (2 * product) / squares : 0;
    for (let index = count - 1; index >= order; index -= 1) {
      const ahead = forward[index] as number;
      const behind = backward[index - 1] as number;
      forward[index] = ahead - reflection * behind;
      backward[index] = behind - reflection * ahead;
    }
    variance *= 1 - reflection * reflection;
    least = Math.min(least, count * Math.log(variance + exactFit) + order * Math.log(count));
  }
  return least;
}

/** The description length of a series without changes, as a level or a line, whichever is shorter. */
export function describeUncut(
  values: ArrayLike<number>,
  describe: (residuals: Float64Array) => number,
): SegmentFit & { description: number } {
  const level = describe(segmentResiduals(values, { changes: [], shape: 'level' }));
  const line =
    describe(segmentResiduals(values, { changes: [], shape: 'line' })) + lineWeight * Math.log(values.length);
  return line < level
    ? { changes: [], shape: 'line', description: line }
    : { changes: [], shape: 'level', description: level };
}

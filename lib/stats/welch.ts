import { addToMoments, createMoments, momentsMean, momentsStandardDeviation } from './running-moments';

/** Size, mean and variance (n - 1) of one sample. */
export interface SampleMoments {
  count: number;
  mean: number;
  variance: number;
}

/** Size, mean and variance of a sample, in one pass. */
export function momentsOf(values: readonly number[]): SampleMoments {
  const moments = createMoments();
  for (const value of values) addToMoments(moments, value);
  const variance = momentsStandardDeviation(moments) ** 2;
  return { count: values.length, mean: momentsMean(moments), variance };
}

/**
 * Welch's t of two samples: the difference of their means, first minus second, in standard errors, with a
 * variance of its own for each. `0` when means and variances leave nothing to compare; infinite when the
 * means differ and neither varies.
 *
 * References: Welch, "The generalization of Student's problem when several different population variances are
 * involved", Biometrika 34 (1947).
 */
export function welchStatistic(first: SampleMoments, second: SampleMoments): number {
  const difference = first.mean - second.mean;
  return difference === 0
    ? 0
    : difference / Math.sqrt(first.variance / first.count + second.variance / second.count);
}

/** Degrees of freedom after Welch and Satterthwaite; not whole. */
export function welchFreedom(first: SampleMoments, second: SampleMoments): number {
  const left = first.variance / first.count;
  const right = second.variance / second.count;
  return (left + right) ** 2 / (left ** 2 / (first.count - 1) + right ** 2 / (second.count - 1));
}

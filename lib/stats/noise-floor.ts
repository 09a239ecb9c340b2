/*
 * The one noise floor of all detection methods: differences that count as none, whatever statistic is
 * computed.
 *
 * Rounding. Two doubles that are the same number computed in two ways differ by about 1e-16 of their size,
 * sums of many by up to 1e-13. Differences up to 1e-12 of the level count as none, and so do all up to 1e-15:
 * rounding errors around 0 are that large, and no metric is that small.
 *
 * Constants. Values that have all been one value say nothing about their noise, so a share of the level
 * stands for it: 0.1 %, at least 1e-12. After a constant a difference up to that counts as none; one of 1 %
 * is ten such units. At level 0 there is no level to take a share of, so any value above 1e-12 is a change.
 *
 * Far values. No distance counts for more than a million standard deviations: a first 1 after many zeros is
 * far away, not 1e150 away.
 *
 * All O(1). `level` is finite, in the unit of the metric; so are the results.
 */

const roundingShare = 1e-12;
const minRounding = 1e-15;
const constantShare = 1e-3;
const minConstantNoise = 1e-12;

/** The largest distance, in standard deviations. */
export const farthest = 1e6;

/** The largest difference at this level that rounding can have caused. */
export function roundingFloor(level: number): number {
  return Math.max(Math.abs(level) * roundingShare, minRounding);
}

/** What counts as one standard deviation, and as no difference, where all values are `level`. */
export function constantNoise(level: number): number {
  return Math.max(Math.abs(level) * constantShare, minConstantNoise);
}

/**
 * Whether values with this level and standard deviation differ by rounding at most, so that their noise is
 * unknown.
 */
export function isConstant(standardDeviation: number, level: number): boolean {
  return standardDeviation <= roundingFloor(level);
}

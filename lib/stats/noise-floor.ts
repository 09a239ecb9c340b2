/*
 * The one floor under all detection methods: differences that are nothing, whatever statistic is made of them.
 *
 * Rounding. Two doubles that are the same number computed in two ways differ by some 1e-16 of their size, sums of many by
 * up to 1e-13. Differences up to 1e-12 of the level are nothing, and so are all up to 1e-15: residues around 0 are that
 * large, and no metric is that small.
 *
 * Constants. Values that have all been one value say nothing about their noise, so a part of the level stands for it:
 * 0.1 %, at least 1e-12. A difference up to that is nothing after a constant; one of 1 % is ten such units. At level 0
 * there is no level to take a part of, so any value above 1e-12 is a change.
 *
 * Far values. No distance counts for more than a million standard deviations: a first 1 after many zeros is far away,
 * not 1e150 away.
 *
 * All O(1). `level` is finite, in the unit of the metric; so are the results.
 */

const roundingShare = 1e-12;
const minRounding = 1e-15;
const constantShare = 1e-3;
const minConstantNoise = 1e-12;

/** Most standard deviations that a distance counts for. */
export const farthest = 1e6;

/** The largest difference at this level that rounding may have made. */
export function roundingFloor(level: number): number {
  return Math.max(Math.abs(level) * roundingShare, minRounding);
}

/** What counts as one standard deviation, and as no difference, of values that are all `level`. */
export function constantNoise(level: number): number {
  return Math.max(Math.abs(level) * constantShare, minConstantNoise);
}

/** Whether values of this level and standard deviation differ by rounding at most, so that their noise is unknown. */
export function isConstant(standardDeviation: number, level: number): boolean {
  return standardDeviation <= roundingFloor(level);
}

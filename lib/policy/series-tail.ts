/**
 * Number of points from one roll-up of a tail to the next, and thus the maximum number of points that readers
 * add up.
 */
export const tailPoints = 1024;

/** Odd, so that it spreads ids evenly: no two of 1,024 consecutive series are due at the same count. */
const turnFactor = 619;

/**
 * Returns whether these `accepted` points make a series roll up its tail, which happens once in every
 * `tailPoints`. The id decides at which of them, because series that get their points together would
 * otherwise all be due in the same flush.
 */
export function isTailDue(series: { id: number; pointCount: number }, accepted: number): boolean {
  const before = series.pointCount + ((series.id * turnFactor) % tailPoints);
  return Math.floor((before + accepted) / tailPoints) > Math.floor(before / tailPoints);
}

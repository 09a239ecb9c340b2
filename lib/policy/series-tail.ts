/** From one roll-up of a tail to the next a series takes so many points; readers add up that many at most. */
export const tailPoints = 1024;

/** Spreads ids evenly over the turns: odd, so that no two of 1,024 series in a row have the same. */
const turnFactor = 619;

/**
 * Whether a series rolls up its tail with these `accepted` points: once in every `tailPoints`. Which of them it is depends
 * on the id, since series that get their points together would otherwise all be due in the same flush.
 */
export function isTailDue(series: { id: number; pointCount: number }, accepted: number): boolean {
  const before = series.pointCount + ((series.id * turnFactor) % tailPoints);
  return Math.floor((before + accepted) / tailPoints) > Math.floor(before / tailPoints);
}

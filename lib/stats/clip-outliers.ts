import { median, normalConsistency } from './median';

/** Points to each side that a value is compared with. */
const reach = 2;
/** Largest distance from the local median that stands, in robust standard deviations of such distances. */
const limit = 3;
/** With fewer distinct values than this share the distances are mostly 0, and their median says nothing of noise. */
const minMovingShare = 0.25;
/** So few odd values of a series that stands still are blips; more have a rate, which may change. */
const maxBlips = 2;

/** A series without single wild values, and where those were. */
export interface ClippedSeries {
  values: number[];
  /** 0-based positions of the values that were drawn in, in order. */
  outliers: number[];
}

/**
 * Draws single wild values in, and leaves steps as they are (the Hampel filter). Each value is compared with the median
 * of itself and two neighbours on both sides; where it lies further from it than 3 robust standard deviations of all
 * such distances, it is put at that distance on its side. A lasting step is no outlier, since from its first point on
 * three of the five are on the new level.
 *
 * @param values finite, in time order, at most about 1e150 in magnitude. Spacing plays no part. The list stays as it is.
 * @returns a copy. Fewer than 5 values and constants come back unchanged with no outliers. Of a series that stands still for
 *   three quarters of its time one or two blips are put on the local median; with more it comes back unchanged, since
 *   whatever little such a series moves is its news.
 *
 * Two wild values in a row are found, three are a level of their own. Cost O(n) and one sort.
 * Reference: Davies and Gather, "The identification of multiple outliers", JASA 88 (1993); Pearson, "Outliers in process
 * modeling and identification" (2002). They replace an outlier by the median; drawn in, it still counts for its side.
 */
export function clipOutliers(values: readonly number[]): ClippedSeries {
  const unchanged = { values: [...values], outliers: [] };
  if (values.length < 2 * reach + 1) return unchanged;
  const centres = values.map((_, index) =>
    median(values.slice(Math.max(0, index - reach), index + reach + 1)),
  );
  const distances = values.map((value, index) => Math.abs(value - (centres[index] ?? 0)));
  const moving = distances.filter((distance) => distance > 0);
  const isStill = moving.length < minMovingShare * values.length;
  if (moving.length === 0 || (isStill && episodesIn(distances) > maxBlips)) return unchanged;
  const widest = isStill ? 0 : limit * normalConsistency * (median(distances) || median(moving));
  const outliers: number[] = [];
  const clipped = values.map((value, index) => {
    if ((distances[index] ?? 0) <= widest) return value;
    outliers.push(index);
    const centre = centres[index] ?? 0;
    return value > centre ? centre + widest : centre - widest;
  });
  return { values: clipped, outliers };
}

/** Stretches of positions in a row whose distance is not 0. */
function episodesIn(distances: readonly number[]): number {
  return distances.filter((distance, index) => distance > 0 && !((distances[index - 1] ?? 0) > 0)).length;
}

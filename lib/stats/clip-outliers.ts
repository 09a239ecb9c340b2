import { median, normalConsistency } from './median';

/** How many points on each side a value is compared with. */
const reach = 2;
/** Largest distance from the local median that is kept, in robust standard deviations of such distances. */
const limit = 3;
/**
 * With a smaller share of distinct values most distances are 0, and their median says nothing about noise.
 */
const minMovingShare = 0.25;
/**
 * Up to this many odd values of a constant series are isolated; more of them have a rate, which may change.
 */
const maxBlips = 2;

/** A series without single outliers, and where those were. */
export interface ClippedSeries {
  values: number[];
  /** 0-based positions of the values that were clipped, in order. */
  outliers: number[];
}

/**
 * Clips single outliers and leaves steps as they are (the Hampel filter). Each value is compared with the
 * median of itself and two neighbours on each side. If it lies further from that than 3 robust standard
 * deviations of all such distances, it is moved to that distance on its side. A lasting step is no outlier,
 * since from its first point on three of the five values are on the new level.
 *
 * @param values finite, in time order, at most about 1e150 in magnitude. Spacing has no effect. The list is
 *   not changed.
 * @returns a copy. Fewer than 5 values and constants are returned unchanged without outliers. In a series
 *   that is constant for three quarters of its time, one or two odd values are moved to the local median;
 *   with more of them the series is returned unchanged, since its few movements are what matters.
 *
 * Two outliers in a row are found; three are a level of their own. Cost O(n) and one sort. Reference: Davies
 * and Gather, "The identification of multiple outliers", JASA 88 (1993); Pearson, "Outliers in process
 * modeling and identification" (2002). They replace an outlier by the median; a clipped value still counts on
 * its side.
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

/** Groups of positions in a row whose distance is not 0. */
function episodesIn(distances: readonly number[]): number {
  return distances.filter((distance, index) => distance > 0 && !((distances[index - 1] ?? 0) > 0)).length;
}

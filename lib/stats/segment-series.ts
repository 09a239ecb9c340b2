import { clipOutliers } from './clip-outliers';
import { constantSegments } from './constant-segments';
import { dominantPeriod } from './dominant-period';
import type { SegmentShape } from './segment-cost';
import { segmentMeans } from './segment-means';
import { segmentShapes } from './segment-shapes';
import { standardised } from './standardised';

/** A series cut where it changed for good. */
export interface Segmentation {
  /** 0-based positions where segments begin; the first is 0. Empty for an empty series. */
  starts: number[];
  /** The model of the segments. */
  shape: SegmentShape;
  /** Autocorrelation of the noise around them, of order one, chosen from 0, 0.3 and 0.5. */
  autocorrelation: number;
  /** Positions of single outliers, which were clipped first. */
  outliers: number[];
}

/** Shorter series are segmented by level and trend alone, and so is a series with fewer periods. */
const minForShapes = 500;
const minPeriods = 8;
/** A period is a season, whose mean is the level, if values one period apart correlate this much. */
const seasonCorrelation = 0.5;
/** Pieces between constant segments have at least this many points. */
const minBetween = 6;
/** Beside constant segments, pieces shorter than this are not cut further. */
const minCut = 12;
/** Larger values are scaled first, since sums of them must stay finite. */
const largest = 1e150;

/**
 * Where a series changed for good, seen afterwards and as a whole (offline segmentation). It is examined in
 * three ways:
 *
 * 1. Constant parts of a series that otherwise moves are segments, exact to the point (`constantSegments`).
 * 2. A series of repeated shapes is cut where the shape changes (`segmentShapes`): from 500 points and 8
 *    periods on, where the width of a shape is the period of the series (`dominantPeriod`).
 * 3. Without such changes it is cut where its level or trend changes (`segmentMeans`): by the means of whole
 *    periods if values one period apart correlate by 0.5, otherwise by single points.
 *
 * What it misses: changes of spread alone, of the size of a season alone, episodes of fewer than 3 points,
 * changes of level beside changes of shape, and changes that memory could have caused.
 *
 * @param values finite, equally spaced, in time order; any length and size.
 *
 * Short: fewer than 6 points are one segment, as is a constant, with or without one or two odd values. Below
 * 100 points memory can hardly be told from changes: AR(1) noise of 0.75 to 0.9 is cut in more than half of
 * the series below 60 points. Of series of 300 to 400 points, 2 of 30 of that kind are cut and 3 of 30 random
 * walks, but 19 of 30 slow movements under white noise.
 *
 * Cost: O(n), and up to a few seconds for any length. Deterministic. References: in the functions named.
 */
export function segmentSeries(values: readonly number[]): Segmentation {
  const scaled = values.some((value) => Math.abs(value) > largest) ? standardised(values) : values;
  const bounds = stillBounds(values);
  const all: Segmentation = { starts: [], shape: 'level', autocorrelation: 0, outliers: [] };
  for (const [index, from] of bounds.slice(0, -1).entries()) {
    const piece = scaled.slice(from, bounds[index + 1]);
    const { starts, shape, autocorrelation, outliers } =
      bounds.length > 2 && piece.length < minCut ? { ...all, starts: [0] } : segmentPiece(piece);
    for (const start of starts) all.starts.push(from + start);
    for (const position of outliers) all.outliers.push(from + position);
    if (bounds.length === 2) Object.assign(all, { shape, autocorrelation });
  }
  return all;
}

/** Where constant segments begin and end, from 0 to the end of the series; empty for an empty series. */
function stillBounds(values: readonly number[]): number[] {
  if (values.length === 0) return [];
  const bounds = [0];
  for (const { from, to } of constantSegments(values)) {
    if (from - (bounds.at(-1) as number) >= minBetween) bounds.push(from);
    if (values.length - to >= minBetween) bounds.push(to);
  }
  return [...bounds, values.length];
}

/** Segments of a part without constant ones. */
function segmentPiece(values: readonly number[]): Segmentation {
  const { values: clipped, outliers } = clipOutliers(values);
  const steady = standardised(values);
  const found = values.length < minForShapes ? null : dominantPeriod(steady);
  if (found !== null && values.length >= minPeriods * found.period) {
    const changes = segmentShapes(steady, found.period);
    if (changes.length > 0) return { starts: [0, ...changes], shape: 'level', autocorrelation: 0, outliers };
    if (found.correlation >= seasonCorrelation) {
      const { changes: shifts, ...noise } = segmentMeans(values, clipped, found.period);
      return { starts: [0, ...shifts], ...noise, outliers };
    }
  }
  const { changes, ...noise } = segmentMeans(values, clipped, 1);
  return { starts: [0, ...changes], ...noise, outliers };
}

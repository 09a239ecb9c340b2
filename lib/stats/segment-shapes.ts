import { neighbourCount, type ShapeNeighbours, shapeNeighbours } from './shape-neighbours';

/**
 * A change needs this share of the windows, with both sides counted equally, to have their nearest windows on
 * their own side.
 */
const believableScore = 0.75;
/** And it must differ from chance by this many standard deviations of independent windows, one per width. */
const believableDeviations = 3;
/** Widths of a window between changes, and from a change to either end. */
const minWidths = 3;
/** Longer series are examined in this many windows. */
const maxWindows = 2500;

/**
 * Where a series of repeated shapes, such as heart beats or daily profiles, changes to other shapes.
 *
 * Each window of one period is paired with the three windows most similar to it. At a true change the windows
 * before it have their neighbours before it, and those after it after it; a classifier that says "before" or
 * "after" by the majority of the three is right on both sides. Its balanced accuracy (area under the ROC
 * curve) is computed for every place; the best place is a change from 0.75 on, and both parts are examined
 * again. Where shapes do not change it is 0.5.
 *
 * What it sees: form, period and, where there is noise, its share. Level and size of the shape do not count.
 *
 * @param values finite, equally spaced, in time order, of ordinary size.
 * @param width of a window in points: a period.
 * @returns first positions of new segments, ascending, to about half a period.
 *
 * Cost: up to 2,500 windows compared with each other, about 0.1 s, and as much again for each level of parts.
 * Reference: Schäfer, Ermshaus, Leser, "ClaSP: Time Series Segmentation", CIKM 2021, and Ermshaus, Schäfer,
 * Leser, Data Mining and Knowledge Discovery 37 (2023); 0.75 is the score threshold of their implementation.
 * Theirs takes every point as a window and by default a rank-sum test in place of the threshold.
 */
export function segmentShapes(values: ArrayLike<number>, width: number): number[] {
  const hop = Math.max(1, Math.ceil(values.length / maxWindows));
  const changes: number[] = [];
  const stretches: [number, number][] = [[0, values.length]];
  for (let next = stretches.pop(); next !== undefined; next = stretches.pop()) {
    const [from, to] = next;
    if (to - from < 2 * minWidths * width) continue;
    const split = bestSplit(shapeNeighbours(values, from, to, width, hop), width / hop);
    if (split === null) continue;
    // Windows that straddle the change belong to the side they have more of.
    const change = from + split * hop + Math.floor(width / 2);
    changes.push(change);
    stretches.push([from, change], [change, to]);
  }
  return changes.sort((left, right) => left - right);
}

/** The first window of the right side at the best split, or null where none passes. */
function bestSplit({ count, nearest }: ShapeNeighbours, windowsPerWidth: number): number | null {
  const margin = Math.ceil(minWidths * windowsPerWidth);
  const askers: number[][] = Array.from({ length: count }, () => []);
  for (let place = 0; place < nearest.length; place += 1) {
    const other = nearest[place] as number;
    if (other >= 0) askers[other]?.push(Math.floor(place / neighbourCount));
  }
  const likeOnRight = new Int32Array(count).fill(neighbourCount);
  const saysRight = (window: number) => 2 * (likeOnRight[window] as number) > neighbourCount;
  let rightOnRight = count;
  let rightOnLeft = 0;
  let best: number | null = null;
  let highest = 0;
  for (let split = 1; split <= count - margin; split += 1) {
    const moved = split - 1;
    if (saysRight(moved)) {
      rightOnRight -= 1;
      rightOnLeft += 1;
    }
    for (const asker of askers[moved] as number[]) {
      const said = saysRight(asker);
      likeOnRight[asker] = (likeOnRight[asker] as number) - 1;
      if (said === saysRight(asker)) continue;
      if (asker < split) rightOnLeft -= 1;
      else rightOnRight -= 1;
    }
    const score = (1 - rightOnLeft / split + rightOnRight / (count - split)) / 2;
    const deviation = Math.sqrt(windowsPerWidth / split + windowsPerWidth / (count - split)) / 4;
    if (split < margin || score < Math.max(believableScore, 0.5 + believableDeviations * deviation)) continue;
    if (score >= highest) {
      highest = score;
      best = split;
    }
  }
  return best;
}

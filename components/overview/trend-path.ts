import type { SparklineData } from '@/lib/schemas/overview';

/**
 * A trend is drawn in standard deviations of its own reference, on the same scale in all rows: noise has the same height
 * everywhere, and a change has the height of its size. A scale in the metric's own unit would draw a steady model of 400 ms and
 * one of 40 ms as two lines nobody can compare.
 */
export const trendBox = { width: 160, height: 28, bandSd: 2, edgeSd: 7 };

const round = (pixels: number) => Math.round(pixels * 10) / 10;

/** The height of a value that lies so many standard deviations above the reference; what is beyond the edge stays there. */
export function heightOf(sds: number): number {
  const { height, edgeSd } = trendBox;
  const clipped = Math.max(-edgeSd, Math.min(edgeSd, sds));
  return round(height / 2 - (clipped / edgeSd) * (height / 2 - 1.5));
}

/** A pause of this many usual distances is a gap in the line. */
const gapFactor = 3;

export interface TrendPaths {
  /** The line before the change that is open, or all of it. */
  before: string;
  /** The line since. */
  since: string;
}

/** The standard deviation that stands for one that is none: a constant series is drawn as a level line. */
function scaleOf({ reference, values }: SparklineData): { mean: number; sd: number } {
  const mean = reference?.mean ?? values.reduce((sum, value) => sum + value, 0) / (values.length || 1);
  const sd = reference?.sd ?? 0;
  if (sd > 0) return { mean, sd };
  const widest = Math.max(0, ...values.map((value) => Math.abs(value - mean)));
  return { mean, sd: widest > 0 ? widest / trendBox.bandSd : 1 };
}

/** SVG paths of a trend; gaps stay gaps, and a value alone is a stroke without length, which round caps make a dot. */
export function trendPaths(data: SparklineData): TrendPaths {
  const { offsets_ms: offsets, values, onset_ms: onsetMs, from_ms: fromMs } = data;
  const { mean, sd } = scaleOf(data);
  const lengthMs = offsets.at(-1) ?? 0;
  const distances = offsets.slice(1).map((offset, index) => offset - (offsets[index] ?? 0));
  const usual = distances.toSorted((one, other) => one - other)[Math.floor(distances.length / 2)] ?? 0;
  const paths: TrendPaths = { before: '', since: '' };
  let isPenUp = true;
  let wasSince = false;
  let lastPoint = '';
  values.forEach((value, index) => {
    const offset = offsets[index] ?? 0;
    // The bucket in which the change began belongs to it.
    const endMs = fromMs + (offsets[index + 1] ?? Number.POSITIVE_INFINITY);
    const isSince = onsetMs !== null && endMs > onsetMs;
    const part = isSince ? 'since' : 'before';
    const x = lengthMs > 0 ? round((offset / lengthMs) * trendBox.width) : trendBox.width / 2;
    const point = `${x},${heightOf((value - mean) / sd)}`;
    const isAfterGap = index > 0 && (distances[index - 1] ?? 0) > gapFactor * usual;
    if (isPenUp || isAfterGap) paths[part] += `M${point}h0`;
    else if (isSince && !wasSince) paths[part] += `M${lastPoint}L${point}`;
    else paths[part] += `L${point}`;
    isPenUp = false;
    wasSince = isSince;
    lastPoint = point;
  });
  return paths;
}

import type { Trend } from '@/lib/schemas/trends';

/**
 * Every trend is drawn against its own band of ordinary values, which has the same height and place in all
 * rows: noise looks like noise everywhere, and a change has the height of its size. A scale in the metric's
 * unit would show next to nothing of a model at 40 ms beside one at 400.
 */
export const trendBox = { width: 160, height: 28, bandHeight: 8 };

const round = (pixels: number) => Math.round(pixels * 10) / 10;
const edge = 1.5;

/**
 * The height of a value that lies so many half bands above the middle; what is beyond the edge stays there.
 */
export function heightOf(halfBands: number): number {
  const { height, bandHeight } = trendBox;
  const y = height / 2 - (halfBands * bandHeight) / 2;
  return round(Math.max(edge, Math.min(height - edge, y)));
}

export interface TrendPaths {
  /** The line before the change that is open, or all of it. */
  before: string;
  /** The line since. */
  since: string;
}

/** Middle and half height of the band; of a series that did not vary, one that its widest value fits in. */
function scaleOf({ band, values }: Trend): { middle: number; half: number } {
  const known = values.filter((value) => value !== null);
  const middle = band ? (band.lower + band.upper) / 2 : (known[0] ?? 0);
  const half = band ? (band.upper - band.lower) / 2 : 0;
  if (half > 0) return { middle, half };
  const widest = Math.max(0, ...known.map((value) => Math.abs(value - middle)));
  return { middle, half: widest > 0 ? widest : 1 };
}

/**
 * The usual number of buckets from one with points to the next: the 80th percentile. Points that come once a
 * day leave buckets of 18 hours empty, and are no gap.
 */
function usualDistance(values: Trend['values']): number {
  const known = values.flatMap((value, index) => (value === null ? [] : index));
  const distances = known.slice(1).map((index, at) => index - (known[at] as number));
  return distances.sort((a, b) => a - b)[Math.floor(0.8 * (distances.length - 1))] ?? 1;
}

/**
 * SVG paths of a trend; gaps stay gaps, and a value alone is a stroke without length, which round caps make a
 * dot.
 *
 * @param onsetMs when the change that is open began; the bucket in which it did belongs to it.
 */
export function trendPaths(trend: Trend, onsetMs: number | null): TrendPaths {
  const { values, step_ms: stepMs } = trend;
  const fromMs = Date.parse(trend.from);
  const { middle, half } = scaleOf(trend);
  const lastIndex = Math.max(1, values.length - 1);
  const paths: TrendPaths = { before: '', since: '' };
  const usual = usualDistance(values);
  let last: { index: number; point: string; part: keyof TrendPaths } | null = null;
  values.forEach((value, index) => {
    if (value === null) return;
    const isSince = onsetMs !== null && fromMs + (index + 1) * stepMs > onsetMs;
    const part = isSince ? 'since' : 'before';
    const point = `${round((index / lastIndex) * trendBox.width)},${heightOf((value - middle) / half)}`;
    if (last === null || index - last.index > usual) paths[part] += `M${point}h0`;
    else if (last.part !== part) paths[part] += `M${last.point}L${point}`;
    else paths[part] += `L${point}`;
    last = { index, point, part };
  });
  return paths;
}

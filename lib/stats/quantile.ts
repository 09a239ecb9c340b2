/**
 * The quantile of values in ascending order by linear interpolation between the two nearest (type 7 of
 * Hyndman and Fan, the default of NumPy and R).
 *
 * @param ordered ascending, not empty.
 * @param probability 0 to 1; 0 is the smallest, 1 the largest value.
 *
 * O(1).
 */
export function orderedQuantile(ordered: readonly number[], probability: number): number {
  const place = probability * (ordered.length - 1);
  const lower = Math.floor(place);
  const low = ordered[lower] as number;
  const high = ordered[Math.min(lower + 1, ordered.length - 1)] as number;
  const share = place - lower;
  // From the nearer end, so that a half-way point rounds the same from both sides.
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
}

/**
 * The value at a fractional 0-based place of values in ascending order, by linear interpolation from the
 * value below. At `probability * (n - 1)` this is the type-7 quantile too, but for the rounding of its last
 * digit.
 */
export function valueAtPlace(ordered: ArrayLike<number>, place: number): number {
  const below = Math.floor(place);
  const low = ordered[below] as number;
  const high = ordered[Math.min(below + 1, ordered.length - 1)] as number;
  return low + (high - low) * (place - below);
}

/**
 * The edges between `binCount` bins of equal share, open at both ends, without repetitions: fewer where
 * values tie.
 */
export function quantileEdges(ordered: readonly number[], binCount: number): number[] {
  const edges: number[] = [];
  for (let bin = 1; bin < binCount; bin += 1) {
    const edge = orderedQuantile(ordered, bin / binCount);
    if (edge !== edges.at(-1)) edges.push(edge);
  }
  return edges;
}

/**
 * Where the quantile of a probability p lies among n ordered values, by the names of NumPy (and the numbers
 * of Hyndman and Fan). At the 0-based place p (n - 1) (`linear`, 7), p n - 1/2 (`hazen`, 5), p (n + 1) - 1
 * (`weibull`, 6) or p (n + 1/3) - 2/3 (`median_unbiased`, 8), interpolated; or the first value with at least
 * the share p at or below it (`inverted_cdf`, 1).
 */
export type QuantileMethod = 'linear' | 'hazen' | 'weibull' | 'median_unbiased' | 'inverted_cdf';

/**
 * The quantile of values in ascending order, not empty, by any of the methods; `probability` is 0 to 1. O(1).
 */
export function orderedQuantileBy(
  method: QuantileMethod,
  ordered: readonly number[],
  probability: number,
): number {
  const count = ordered.length;
  if (method === 'inverted_cdf') {
    return ordered[Math.max(0, Math.ceil(probability * count) - 1)] as number;
  }
  const shift = { linear: 1, hazen: 0.5, weibull: 0, median_unbiased: 1 / 3 }[method];
  const place = probability * (count + 1 - 2 * shift) + shift - 1;
  return orderedQuantile(ordered, count === 1 ? 0 : Math.min(Math.max(place / (count - 1), 0), 1));
}

/** Width of the middle half, by the linear quantiles. */
export function interquartileRange(ordered: readonly number[]): number {
  return orderedQuantile(ordered, 0.75) - orderedQuantile(ordered, 0.25);
}

/** The edges between `binCount` bins of equal width from the smallest to the largest value. */
export function widthEdges(ordered: readonly number[], binCount: number): number[] {
  const least = ordered[0] as number;
  const width = ((ordered.at(-1) as number) - least) / binCount;
  return Array.from({ length: binCount - 1 }, (_, index) => least + (index + 1) * width);
}

/** The model of a segment: one level, or a straight line. */
export type SegmentShape = 'level' | 'line';

/** Sum of squared residuals of the best fit to the values from `from` (included) to `to` (excluded). */
export type SegmentCost = (from: number, to: number) => number;

/** A determinant below this share of its terms is rounding: the line cannot be told from a level. */
const singularShare = 1e-12;

/**
 * How badly a level or a line fits any segment of a series, in constant time per segment.
 *
 * The noise around the fit may be autocorrelated, of order one with a given coefficient. Then residuals are
 * those of what a point adds to the one before it (generalised least squares): with `w = y[i] - rho y[i-1]`,
 * the segment costs `(1 - rho^2)(y[from] - f)^2` for its first point, whose predecessor belongs to another
 * fit, and `(w - fitted w)^2` for every other one. With `rho` 0 this is the plain sum of squares around mean
 * or regression line.
 *
 * @param values finite, in time order, equally spaced for `line`, and of ordinary size: centre and scale them
 *   first, since sums of squares over the whole series are subtracted from each other.
 * @param autocorrelation at least 0, below 1.
 * @returns costs of at least 0. A segment of one or two points always counts as a level.
 *
 * Cost: O(n) once, O(1) per segment; memory 3 n numbers. Reference: Cochrane and Orcutt, JASA 44 (1949), with
 * the first point kept as in Prais and Winsten (1954).
 */
export function segmentCost(
  values: readonly number[],
  shape: SegmentShape,
  autocorrelation: number,
): SegmentCost {
  const { steps, squares, moments } = prefixSums(values, autocorrelation);
  const levels = Float64Array.from(values);
  const isLine = shape === 'line';
  const rest = 1 - autocorrelation;
  const firstWeight = 1 - autocorrelation * autocorrelation;
  return (from, to) => {
    const later = to - from - 1;
    const first = levels[from] as number;
    const stepSum = (steps[to] as number) - (steps[from + 1] as number);
    const squareSum = (squares[to] as number) - (squares[from + 1] as number);
    // Normal equations of the two unknowns: the level at the first point, and the slope from there.
    const levelLevel = firstWeight + rest * rest * later;
    const levelValue = firstWeight * first + rest * stepSum;
    const total = firstWeight * first * first + squareSum;
    const aroundLevel = Math.max(0, total - (levelValue * levelValue) / levelLevel);
    if (!isLine || later < 2) return aroundLevel;
    const indexSum = (later * (later + 1)) / 2;
    const indexSquares = (indexSum * (2 * later + 1)) / 3;
    const momentSum = (moments[to] as number) - (moments[from + 1] as number) - from * stepSum;
    const levelSlope = rest * (rest * indexSum + autocorrelation * later);
    const slopeSlope =
      rest * rest * indexSquares +
      2 * rest * autocorrelation * indexSum +
      autocorrelation * autocorrelation * later;
    const slopeValue = rest * momentSum + autocorrelation * stepSum;
    const determinant = levelLevel * slopeSlope - levelSlope * levelSlope;
    if (determinant <= singularShare * levelLevel * slopeSlope) return aroundLevel;
    const explained =
      levelValue * levelValue * slopeSlope -
      2 * levelValue * slopeValue * levelSlope +
      slopeValue * slopeValue * levelLevel;
    return Math.max(0, total - explained / determinant);
  };
}

/** Sums over the first `i` values of the step `w`, its square, and its product with the position. */
function prefixSums(values: readonly number[], autocorrelation: number) {
  const steps = new Float64Array(values.length + 1);
  const squares = new Float64Array(values.length + 1);
  const moments = new Float64Array(values.length + 1);
  for (let index = 0; index < values.length; index += 1) {
    const step = (values[index] ?? 0) - (index === 0 ? 0 : autocorrelation * (values[index - 1] ?? 0));
    steps[index + 1] = (steps[index] ?? 0) + step;
    squares[index + 1] = (squares[index] ?? 0) + step * step;
    moments[index + 1] = (moments[index] ?? 0) + index * step;
  }
  return { steps, squares, moments };
}

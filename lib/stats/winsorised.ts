import { median } from './median';

/**
 * Values further from the median than this, in median absolute deviations, are clipped: 6.7 normal
 * deviations.
 */
const farthest = 10;

/**
 * Values clipped to within 10 median absolute deviations of the median, by their size alone: the same values
 * are clipped whatever their order. Unchanged where more than half of the values are equal.
 *
 * @param values finite.
 *
 * Cost: two sorts. Reference: Tukey, "The future of data analysis" (1962).
 */
export function winsorised(values: readonly number[]): number[] {
  const centre = median(values);
  const reach = farthest * median(values.map((value) => Math.abs(value - centre)));
  if (reach === 0) return [...values];
  return values.map((value) => Math.min(Math.max(value, centre - reach), centre + reach));
}

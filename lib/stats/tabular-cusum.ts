/**
 * One step of a one-sided tabular CUSUM: `max(0, sum + deviation - slack)`.
 *
 * @param sum the sum before this point, at least 0; 0 at the start.
 * @param deviation how far the point lies from the target in the watched direction, in standard deviations;
 *   for the downward side pass the negated deviation.
 * @param slack how much every point may deviate without counting, in standard deviations. Half of the shift
 *   that should be found fastest, 0.5 in most textbooks.
 *
 * An alarm is a sum above a decision interval; this function has none and never resets. Cost O(1). Reference:
 * Page, "Continuous inspection schemes", Biometrika 41 (1954); Montgomery, "Introduction to Statistical
 * Quality Control", section on the tabular CUSUM.
 */
export function tabularCusumStep(sum: number, deviation: number, slack: number): number {
  return Math.max(0, sum + deviation - slack);
}

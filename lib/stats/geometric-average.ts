/** An average of distances from the running mean in which older distances count less and less. */
export type GeometricAverage = { count: number; mean: number; average: number };

/** An average that has seen nothing, or one that counts as having seen `count` values of mean 0. */
export function createGeometricAverage(count = 0): GeometricAverage {
  return { count, mean: 0, average: 0 };
}

/**
 * Adds a value: `average = fading * average + (1 - fading) * (value - mean)`, after the mean has moved. Above
 * 0 the last values, about `1 / (1 - fading)` of them, lie above the mean of all. On independent values its
 * standard deviation is theirs times `sqrt((1 - fading) / (1 + fading))`.
 *
 * Values up to 1e100 keep everything finite. Cost O(1). Reference: Roberts, "Control chart tests based on
 * geometric moving averages", Technometrics 1 (1959), with the running mean as the target, as in Frouros.
 */
export function geometricAverageStep(chart: GeometricAverage, value: number, fading: number): void {
  chart.count += 1;
  chart.mean += (value - chart.mean) / chart.count;
  // Adding 0 turns a negative zero, which JSON cannot represent, into the ordinary one.
  chart.average = fading * chart.average + (1 - fading) * (value - chart.mean) + 0;
}

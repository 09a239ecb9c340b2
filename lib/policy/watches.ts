import { matchesPattern } from './matches-pattern';

/**
 * Whether a detector watches a series: both its patterns match. To find those of many that do, see
 * `PatternIndex`.
 */
export function watches(
  { modelPattern, metricPattern }: { modelPattern: string; metricPattern: string },
  series: { modelId: string; metric: string },
): boolean {
  return matchesPattern(modelPattern, series.modelId) && matchesPattern(metricPattern, series.metric);
}

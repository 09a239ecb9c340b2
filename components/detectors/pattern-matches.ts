import { matchesPattern } from '@/lib/policy/matches-pattern';
import type { Model } from '@/lib/schemas/models';

export interface PatternMatches {
  seriesCount: number;
  modelCount: number;
  /** The first few, as `model · metric`. */
  examples: string[];
}

const maxExamples = 3;

/** Which of the models' series a detector with these patterns would watch. */
export function patternMatches(models: Model[], modelPattern: string, metricPattern: string): PatternMatches {
  const matching = models
    .filter((model) => matchesPattern(modelPattern, model.id))
    .map((model) => ({
      id: model.id,
      metrics: model.metrics.filter(({ name }) => matchesPattern(metricPattern, name)),
    }))
    .filter(({ metrics }) => metrics.length > 0);
  const names = matching.flatMap(({ id, metrics }) => metrics.map(({ name }) => `${id} · ${name}`));
  const counts = matching.flatMap(({ metrics }) => metrics.map((metric) => metric.series_count));
  return {
    seriesCount: counts.reduce((sum, count) => sum + count, 0),
    modelCount: matching.length,
    examples: names.slice(0, maxExamples),
  };
}

import { matchesPattern } from '@/lib/policy/matches-pattern';
import type { Model } from '@/lib/schemas/models';

export interface PatternMatches {
  seriesCount: number;
  modelCount: number;
  /** The first few, as `model · metric`. */
  examples: string[];
}

const mostExamples = 3;

/** Which of the models' series a detector with these patterns would watch. */
export function patternMatches(models: Model[], modelPattern: string, metricPattern: string): PatternMatches {
  const matching = models
    .filter((model) => matchesPattern(modelPattern, model.id))
    .map((model) => ({
      id: model.id,
      series: model.series.filter((series) => matchesPattern(metricPattern, series.metric)),
    }))
    .filter(({ series }) => series.length > 0);
  const names = matching.flatMap(({ id, series }) => series.map(({ metric }) => `${id} · ${metric}`));
  return {
    seriesCount: names.length,
    modelCount: matching.length,
    examples: [...new Set(names)].slice(0, mostExamples),
  };
}

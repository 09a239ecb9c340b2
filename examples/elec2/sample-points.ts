import { sampleModelId } from '../../lib/schemas/sample';
import type { DailyMetrics } from './replay';

export { sampleModelId };
export const sampleMetrics = ['accuracy', 'log_loss', 'positive_rate'] as const;

/** A point in the form of `POST /api/metrics`. */
export interface SamplePoint {
  model_id: string;
  metric: (typeof sampleMetrics)[number];
  value: number;
  ts: string;
}

/** Returns the metrics of some days as points, in the order in which production would have sent them. */
export function samplePoints(days: readonly DailyMetrics[]): SamplePoint[] {
  return days.flatMap((day) =>
    sampleMetrics.map((metric) => ({ model_id: sampleModelId, metric, value: day[metric], ts: day.ts })),
  );
}

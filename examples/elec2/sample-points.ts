import { sampleModelId } from '../../lib/schemas/sample';
import type { DailyMetrics } from './replay';

export { sampleModelId };
export const sampleMetrics = ['accuracy', 'log_loss', 'positive_rate'] as const;

/** A point as `POST /api/metrics` takes it. */
export interface SamplePoint {
  model_id: string;
  metric: (typeof sampleMetrics)[number];
  value: number;
  ts: string;
}

/** The metrics of some days as points, in the order in which production would have sent them. */
export function samplePoints(days: readonly DailyMetrics[]): SamplePoint[] {
  return days.flatMap((day) =>
    sampleMetrics.map((metric) => ({ model_id: sampleModelId, metric, value: day[metric], ts: day.ts })),
  );
}

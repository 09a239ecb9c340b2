import { z } from 'zod';
import { pageQuerySchema, pageSchema } from './common';
import { levelSchema } from './detectors';
import { metricDirectionSchema } from './metrics';

/** The worst that is known about a model; `unwatched` when no enabled detector watches any of its series. */
export const healthSchema = z.enum(['drift', 'warning', 'stable', 'insufficient_data', 'unwatched']);
export type Health = z.infer<typeof healthSchema>;

export const seriesSummarySchema = z.object({
  id: z.number(),
  metric: z.string(),
  labels: z.record(z.string(), z.string()),
  unit: z.string().nullable(),
  direction: metricDirectionSchema,
  lower_bound: z.number().nullable(),
  upper_bound: z.number().nullable(),
  first_ts: z.string().nullable(),
  last_ts: z.string().nullable(),
  last_value: z.number().nullable(),
  point_count: z.number(),
  late_count: z.number(),
  duplicate_count: z.number(),
  conflict_count: z.number(),
  /** Worst level of the enabled detectors on it; null when none watches it. */
  level: levelSchema.nullable(),
  open_incident_count: z.number(),
  /** The last values, oldest first, for a sparkline. */
  sparkline: z.array(z.object({ ts: z.string(), value: z.number() })),
});
export type SeriesSummary = z.infer<typeof seriesSummarySchema>;

export const modelSchema = z.object({
  id: z.string(),
  created_at: z.string(),
  health: healthSchema,
  series: z.array(seriesSummarySchema),
  open_incident_count: z.number(),
  open_job: z.object({ id: z.string(), status: z.string() }).nullable(),
});
export type Model = z.infer<typeof modelSchema>;

export const modelPageSchema = pageSchema(modelSchema);
export const modelQuerySchema = pageQuerySchema;

import { z } from 'zod';
import { adoptRuleSchema, levelSchema, minChangeSchema } from './detectors';
import { metricDirectionSchema } from './metrics';
import { windowsSchema } from './series';

/**
 * Frozen when an incident opens: feeding `point` to `state_before` with this method version and these params
 * produces `reading` again.
 */
export const evidenceSchema = z.object({
  detector: z.object({
    id: z.string(),
    name: z.string(),
    revision: z.number(),
    method: z.string(),
    method_version: z.number(),
    params: z.record(z.string(), z.unknown()),
    /** Missing in evidence that is older than minimum changes. */
    min_change: minChangeSchema.nullish(),
    adopt: adoptRuleSchema.nullish(),
    adopt_after_days: z.number().nullish(),
  }),
  series: z.object({
    id: z.number(),
    model_id: z.string(),
    metric: z.string(),
    labels: z.record(z.string(), z.string()),
    direction: metricDirectionSchema,
    /** Missing in evidence that is older than time zones. */
    time_zone: z.string().nullable().optional(),
  }),
  /**
   * The method's state just before the point that opened the incident; null for an incident found at priming.
   */
  state_before: z.unknown(),
  point: z.object({ ts: z.string(), value: z.number() }),
  reading: z.object({
    statistic: z.number().nullable(),
    threshold: z.number().nullable(),
    level: levelSchema,
    delta: z.number().nullable(),
  }),
  windows: windowsSchema,
  /** The values up to and including the point, oldest first, without late points. */
  values: z.array(z.object({ ts: z.string(), value: z.number() })),
});
export type Evidence = z.infer<typeof evidenceSchema>;

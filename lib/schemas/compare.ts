import { z } from 'zod';
import { instantQuerySchema } from './common';

const seriesId = z.coerce.number('must be the id of a series').pipe(z.int32().min(1));

/** Two time ranges of one series or of two; `b` defaults to the same series. Ends are inclusive. */
export const compareQuerySchema = z
  .strictObject({
    a: seriesId,
    a_from: instantQuerySchema.optional(),
    a_to: instantQuerySchema.optional(),
    b: seriesId.optional(),
    b_from: instantQuerySchema.optional(),
    b_to: instantQuerySchema.optional(),
    bins: z.coerce.number().int().min(1).max(100).optional(),
  })
  .superRefine((query, context) => {
    for (const side of ['a', 'b'] as const) {
      const [from, to] = [query[`${side}_from`], query[`${side}_to`]];
      if (from !== undefined && to !== undefined && from > to)
        context.addIssue({ code: 'custom', path: [`${side}_from`], message: `must not be after ${side}_to` });
    }
  });
export type CompareQuery = z.infer<typeof compareQuerySchema>;

const sideSchema = z.object({
  series_id: z.number(),
  model_id: z.string(),
  metric: z.string(),
  labels: z.record(z.string(), z.string()),
  unit: z.string().nullable(),
  /** Time of the first and the last point in the range. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  count: z.number(),
  mean: z.number().nullable(),
  sd: z.number().nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  p10: z.number().nullable(),
  p50: z.number().nullable(),
  p90: z.number().nullable(),
  /** True if only the newest 50,000 points of the range were read. */
  sampled: z.boolean(),
});

export const comparisonSchema = z.object({
  a: sideSchema,
  b: sideSchema,
  /**
   * The mean of b minus that of a, with an interval that allows for autocorrelation; `effect` is in pooled
   * standard deviations.
   */
  difference: z
    .object({
      diff: z.number(),
      lower: z.number().nullable(),
      upper: z.number().nullable(),
      confidence: z.number(),
      effect: z.number().nullable(),
      effective_count_a: z.number(),
      effective_count_b: z.number(),
    })
    .nullable(),
  histogram: z
    .object({ edges: z.array(z.number()), a: z.array(z.number()), b: z.array(z.number()) })
    .nullable(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

import { z } from 'zod';

/** Maximum number of series whose trends are returned at once. */
export const maxTrends = 200;
/** Number of buckets of a trend, and the time it covers. */
export const trendBuckets = 40;
export const trendDays = 30;

export const trendQuerySchema = z.strictObject({
  ids: z
    .string(`must be ids of series separated by commas, such as 12,13`)
    .transform((list) => list.split(',').map(Number))
    .pipe(z.array(z.int32('must be ids of series separated by commas').min(1)).max(maxTrends)),
});

/**
 * The course of a series in the 30 days up to its newest point, in 40 buckets of `step_ms` from `from` on.
 */
export const trendSchema = z.object({
  series_id: z.number(),
  metric: z.string(),
  from: z.string(),
  step_ms: z.number(),
  /** Means; null for buckets without points. */
  values: z.array(z.number().nullable()),
  /**
   * The range of normal values: mean ± 3 standard deviations of the reference of its open incident, otherwise
   * the usual range of the buckets.
   */
  band: z.object({ lower: z.number(), upper: z.number() }).nullable(),
});
export type Trend = z.infer<typeof trendSchema>;

/** In the requested order, without series that do not exist or have no points. */
export const trendListSchema = z.object({ items: z.array(trendSchema), next_cursor: z.null() });
export type TrendList = z.infer<typeof trendListSchema>;

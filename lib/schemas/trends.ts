import { z } from 'zod';

/** Most series whose trends are answered at once. */
export const maxTrends = 200;
/** Into so many buckets a trend is cut, and so far it goes back. */
export const trendBuckets = 40;
export const trendDays = 30;

export const trendQuerySchema = z.strictObject({
  ids: z
    .string(`must be ids of series with commas, such as 12,13`)
    .transform((list) => list.split(',').map(Number))
    .pipe(z.array(z.int32('must be ids of series with commas').min(1)).max(maxTrends)),
});

/** How a series went in the 30 days up to its newest point, in 40 buckets of `step_ms` from `from` on. */
export const trendSchema = z.object({
  series_id: z.number(),
  metric: z.string(),
  from: z.string(),
  step_ms: z.number(),
  /** Means; null where there are no points. */
  values: z.array(z.number().nullable()),
  /** Ordinary values: mean ± 3 standard deviations of the reference of its open incident, else the usual range of the buckets. */
  band: z.object({ lower: z.number(), upper: z.number() }).nullable(),
});
export type Trend = z.infer<typeof trendSchema>;

/** In the order asked for, without series that do not exist or have no points. */
export const trendListSchema = z.object({ items: z.array(trendSchema), next_cursor: z.null() });
export type TrendList = z.infer<typeof trendListSchema>;

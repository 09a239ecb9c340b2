import { z } from 'zod';
import { instantQuerySchema } from './common';
import { detectorModeSchema, learningSchema, levelSchema } from './detectors';

/** Maximum number of buckets that a chart query returns. */
export const maxBuckets = 2000;

/** `from` and `to` are inclusive; the default is the whole series. */
export const rangeQuerySchema = z
  .strictObject({
    from: instantQuerySchema.optional(),
    to: instantQuerySchema.optional(),
    buckets: z.coerce.number().int().min(1).max(maxBuckets).default(500),
  })
  .refine((range) => range.from === undefined || range.to === undefined || range.from <= range.to, {
    path: ['from'],
    message: 'must not be after to',
  });
export type RangeQuery = z.infer<typeof rangeQuerySchema>;

/** The points to delete: from a time on, up to a time, or between two times, both inclusive. */
export const deletedRangeSchema = z
  .strictObject({ from: instantQuerySchema.optional(), to: instantQuerySchema.optional() })
  .refine(({ from, to }) => from !== undefined || to !== undefined, {
    path: ['from'],
    message: 'from, to or both must be given; a whole series is deleted by DELETE /api/series/:id',
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['from'],
    message: 'must not be after to',
  });

/** Number of points deleted so far; a background task deletes the rest until `done`. */
export const deletedPointsSchema = z.object({ deleted: z.number(), done: z.boolean() });
export type DeletedPoints = z.infer<typeof deletedPointsSchema>;

/**
 * The points of one time bucket. A bucket with one point is exactly that point. Empty buckets are left out.
 */
export const pointBucketSchema = z.object({
  /** Event time of the first point in the bucket, or the start of the bucket if it comes from rollups. */
  ts: z.string(),
  mean: z.number(),
  min: z.number(),
  max: z.number(),
  last: z.number(),
  count: z.number(),
  /** Number of late points among them. */
  late: z.number(),
});
export type PointBucket = z.infer<typeof pointBucketSchema>;

export const seriesPointsSchema = z.object({
  items: z.array(pointBucketSchema),
  next_cursor: z.null(),
  /** Width of a bucket in milliseconds; null if every item is a single point. */
  step_ms: z.number().nullable(),
  total: z.number(),
});
export type SeriesPoints = z.infer<typeof seriesPointsSchema>;

const windowSpanSchema = z.object({
  from: z.string(),
  to: z.string(),
  /**
   * Mean of the values inside. Of a change of a metric with a season: what the mean would be if the span had as
   * much of each hour as the reference.
   */
  mean: z.number(),
  /** Standard deviation around the season, in the metric's unit; only where the method knows a season. */
  sd: z.number().optional(),
  sample_count: z.number(),
});

/** What a run compares. `band` is the range of normal values; null on a side without a limit. */
export const windowsSchema = z.object({
  reference: windowSpanSchema.nullable(),
  band: z.object({ lower: z.number().nullable(), upper: z.number().nullable() }).nullable(),
  current: windowSpanSchema.nullable(),
});
export type Windows = z.infer<typeof windowsSchema>;

/**
 * The worst reading of a bucket, so that no alarm and no peak is lost: highest level, then highest statistic,
 * then the first. If the range has more than 100,000 readings, a thousand consecutive ones without an alarm
 * may be reduced to the worst of them.
 */
export const readingSchema = z.object({
  ts: z.string(),
  statistic: z.number().nullable(),
  threshold: z.number().nullable(),
  level: levelSchema,
});
export type ReadingOut = z.infer<typeof readingSchema>;

/** One detector's run on the series, with its readings in the range. */
export const runReadingsSchema = z.object({
  run_id: z.number(),
  detector_id: z.string(),
  detector_name: z.string(),
  method: z.string(),
  method_label: z.string(),
  /**
   * The multiple of its threshold at which the method's statistic stops growing; null if it does not stop.
   */
  statistic_cap: z.number().nullable(),
  enabled: z.boolean(),
  mode: detectorModeSchema,
  level: levelSchema,
  /** Only while the level is `insufficient_data` and the detector is enabled. */
  learning: learningSchema.nullable(),
  windows: windowsSchema,
  readings: z.array(readingSchema),
});
export type RunReadings = z.infer<typeof runReadingsSchema>;

export const seriesReadingsSchema = z.object({ items: z.array(runReadingsSchema), next_cursor: z.null() });
export type SeriesReadings = z.infer<typeof seriesReadingsSchema>;

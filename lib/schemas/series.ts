import { z } from 'zod';
import { instantQuerySchema } from './common';
import { detectorModeSchema, learningSchema, levelSchema } from './detectors';

/** Most buckets a chart query answers. */
export const maxBuckets = 2000;

/** `from` and `to` are inclusive; without them the whole series. */
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

/** Which points are to be deleted: from a time on, up to a time, or between two, both included. */
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

/** How many points are deleted by now; while there are more, the background goes on with them. */
export const deletedPointsSchema = z.object({ deleted: z.number(), done: z.boolean() });
export type DeletedPoints = z.infer<typeof deletedPointsSchema>;

/** The points of one time bucket; a bucket of one point is that point exactly. Empty buckets are left out. */
export const pointBucketSchema = z.object({
  /** Event time of the first point in the bucket, or the beginning of the bucket where rollups are read. */
  ts: z.string(),
  mean: z.number(),
  min: z.number(),
  max: z.number(),
  last: z.number(),
  count: z.number(),
  /** How many of them came late. */
  late: z.number(),
});
export type PointBucket = z.infer<typeof pointBucketSchema>;

export const seriesPointsSchema = z.object({
  items: z.array(pointBucketSchema),
  next_cursor: z.null(),
  /** Width of a bucket in milliseconds; null when every item is a single point. */
  step_ms: z.number().nullable(),
  total: z.number(),
});
export type SeriesPoints = z.infer<typeof seriesPointsSchema>;

const windowSpanSchema = z.object({
  from: z.string(),
  to: z.string(),
  /** Mean of the values inside. */
  mean: z.number(),
  sample_count: z.number(),
});

/** What a run compares with what. `band` holds the ordinary values; null on a side that has no limit. */
export const windowsSchema = z.object({
  reference: windowSpanSchema.nullable(),
  band: z.object({ lower: z.number().nullable(), upper: z.number().nullable() }).nullable(),
  current: windowSpanSchema.nullable(),
});
export type Windows = z.infer<typeof windowsSchema>;

/**
 * The worst reading of a bucket, so that no alarm and no peak disappears: highest level, then highest statistic, then the
 * first. Where the range has more than 100,000 readings, a thousand in a row without an alarm may give their worst one only.
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
  /** Where the method's statistic stops growing, in multiples of its threshold; null where it does not stop. */
  statistic_cap: z.number().nullable(),
  enabled: z.boolean(),
  mode: detectorModeSchema,
  level: levelSchema,
  /** While the level is `insufficient_data`, and the detector is enabled. */
  learning: learningSchema.nullable(),
  windows: windowsSchema,
  readings: z.array(readingSchema),
});
export type RunReadings = z.infer<typeof runReadingsSchema>;

export const seriesReadingsSchema = z.object({ items: z.array(runReadingsSchema), next_cursor: z.null() });
export type SeriesReadings = z.infer<typeof seriesReadingsSchema>;

import { z } from 'zod';
import { metricDirections } from '../detectors/types';
import { fieldErrorSchema, labelsSchema, nameSchema, pointInstantSchema } from './common';
import { timeZoneSchema } from './time-zone';

/** Maximum number of points in one request. */
export const maxPointsPerRequest = 50_000;
/** Maximum size of a request body, in bytes. */
export const maxBodyBytes = 16 * 1024 * 1024;

/** One metric point as posted. `value` is finite; `ts` defaults to the arrival time. */
export const pointInputSchema = z.strictObject({
  model_id: nameSchema,
  metric: nameSchema,
  value: z.number('must be a finite number'),
  ts: pointInstantSchema.optional(),
  labels: labelsSchema.optional(),
});
export type PointInput = z.infer<typeof pointInputSchema>;

/** A drift that the posted points revealed. */
export const detectionSchema = z.object({
  incident_id: z.string(),
  job_id: z.string(),
  detector_id: z.string(),
  detector_name: z.string(),
  series_id: z.number(),
  model_id: z.string(),
  metric: z.string(),
  ts: z.string(),
  delta: z.number().nullable(),
});

/** What `skip_invalid` left out. */
export const skippedSchema = z.object({
  /** Number of points; an unreadable line counts as one. */
  count: z.number(),
  /** The first 100 faults, in the order of the body. */
  errors: z.array(fieldErrorSchema),
  /** Number of further faults. */
  more: z.number(),
});
export type Skipped = z.infer<typeof skippedSchema>;

/**
 * `accepted + duplicate + conflict` (plus `replaced` and `skipped.count`) is the number of points sent.
 * `late` counts the accepted points that are older than the newest evaluated point of their series: stored,
 * but not shown to live detectors.
 */
export const ingestResultSchema = z.object({
  accepted: z.number(),
  duplicate: z.number(),
  conflict: z.number(),
  late: z.number(),
  /** Under `on_conflict=replace`: number of stored points that got another value. */
  replaced: z.number().optional(),
  /**
   * The first 100 conflicts: position of the point in the request, its line in NDJSON or CSV, and the value
   * that stays.
   */
  conflicts: z.array(z.object({ index: z.number(), line: z.number().optional(), kept: z.number() })),
  detected_count: z.number(),
  /** The first 1,000 drifts that began, by event time. */
  detected: z.array(detectionSchema),
  /** Under `skip_invalid`. */
  skipped: skippedSchema.optional(),
  /** For CSV: the column with the times; null if the points got their arrival time. */
  ts_column: z.string().nullable().optional(),
});
export type IngestResult = z.infer<typeof ingestResultSchema>;

export const metricDirectionSchema = z.enum(metricDirections);
export type { MetricDirection } from '../detectors/types';

/** The properties of a metric name, for all models. */
export const metricSchema = z.object({
  name: z.string(),
  /** UCUM code if there is one (`1`, `ms`, `By`); null if unknown. */
  unit: z.string().nullable(),
  direction: metricDirectionSchema,
  lower_bound: z.number().nullable(),
  upper_bound: z.number().nullable(),
  /** IANA name of the time zone whose days and weeks the metric follows; null if unknown. */
  time_zone: z.string().nullable(),
});
export type Metric = z.infer<typeof metricSchema>;

/** Beyond this, a number rounded to 16 digits could exceed the range of a double. */
const widest = 1e300;
const boundSchema = z
  .number('must be a number')
  .min(-widest, `must be at least -${widest}`)
  .max(widest, `must be at most ${widest}`);

export const metricPatchSchema = z
  .strictObject({
    unit: nameSchema.max(32, 'must be at most 32 characters').nullable(),
    direction: metricDirectionSchema,
    lower_bound: boundSchema.nullable(),
    upper_bound: boundSchema.nullable(),
    time_zone: timeZoneSchema.nullable(),
  })
  .partial();
export type MetricPatch = z.infer<typeof metricPatchSchema>;

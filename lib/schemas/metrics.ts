import { z } from 'zod';
import { metricDirections } from '../detectors/types';
import { fieldErrorSchema, labelsSchema, nameSchema, pointInstantSchema } from './common';
import { timeZoneSchema } from './time-zone';

/** Most points one request may carry. */
export const maxPointsPerRequest = 50_000;
/** Largest request body, in bytes. */
export const maxBodyBytes = 16 * 1024 * 1024;

/** One metric point as it is posted. `value` is finite; `ts` defaults to the time of arrival. */
export const pointInputSchema = z.strictObject({
  model_id: nameSchema,
  metric: nameSchema,
  value: z.number('must be a finite number'),
  ts: pointInstantSchema.optional(),
  labels: labelsSchema.optional(),
});
export type PointInput = z.infer<typeof pointInputSchema>;

/** A drift that the posted points brought to light. */
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
  /** Points; a line that cannot be read counts as one. */
  count: z.number(),
  /** The first 100 faults, in the order of the body. */
  errors: z.array(fieldErrorSchema),
  /** Faults beyond these. */
  more: z.number(),
});
export type Skipped = z.infer<typeof skippedSchema>;

/**
 * `accepted + duplicate + conflict` (and `replaced`, and `skipped.count`) is the number of points sent. `late` counts those of the accepted that are older
 * than the newest evaluated point of their series: stored, but not shown to live detectors.
 */
export const ingestResultSchema = z.object({
  accepted: z.number(),
  duplicate: z.number(),
  conflict: z.number(),
  late: z.number(),
  /** Under `on_conflict=replace`: stored points that got another value. */
  replaced: z.number().optional(),
  /** The first 100 conflicts: which point of the request, on which line of NDJSON or CSV, and the value that stays. */
  conflicts: z.array(z.object({ index: z.number(), line: z.number().optional(), kept: z.number() })),
  detected_count: z.number(),
  /** The first 1,000 drifts that began, by event time. */
  detected: z.array(detectionSchema),
  /** Under `skip_invalid`. */
  skipped: skippedSchema.optional(),
  /** Of CSV: the column that the times were taken from; null when the points got the time of their arrival. */
  ts_column: z.string().nullable().optional(),
});
export type IngestResult = z.infer<typeof ingestResultSchema>;

export const metricDirectionSchema = z.enum(metricDirections);
export type { MetricDirection } from '../detectors/types';

/** What is known about a metric name, for all models. */
export const metricSchema = z.object({
  name: z.string(),
  /** UCUM code where there is one (`1`, `ms`, `By`); null when unknown. */
  unit: z.string().nullable(),
  direction: metricDirectionSchema,
  lower_bound: z.number().nullable(),
  upper_bound: z.number().nullable(),
  /** IANA name of the time zone whose days and weeks the metric follows; null when unknown. */
  time_zone: z.string().nullable(),
});
export type Metric = z.infer<typeof metricSchema>;

/** Beyond this, the 16 digits that numbers are written with could be more than a double holds. */
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

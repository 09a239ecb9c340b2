import { z } from 'zod';
import { changeSchema } from './change';
import { nameMaxLength, pageQuerySchema, pageSchema } from './common';
import { learningSchema, levelSchema } from './detectors';
import { metricDirectionSchema } from './metrics';

/**
 * The worst finding about a model, most urgent first. `silent`: no points for six usual intervals and an
 * hour. `late`: most points of a watched series arrive late, so that its detectors do not see them.
 * `unwatched`: no enabled detector watches any of its series.
 */
export const healthSchema = z.enum([
  'drift',
  'silent',
  'warning',
  'late',
  'unstable',
  'insufficient_data',
  'stable',
  'unwatched',
]);
export type Health = z.infer<typeof healthSchema>;

export const seriesSummarySchema = z.object({
  id: z.number(),
  metric: z.string(),
  labels: z.record(z.string(), z.string()),
  unit: z.string().nullable(),
  direction: metricDirectionSchema,
  lower_bound: z.number().nullable(),
  upper_bound: z.number().nullable(),
  time_zone: z.string().nullable(),
  first_ts: z.string().nullable(),
  last_ts: z.string().nullable(),
  last_value: z.number().nullable(),
  point_count: z.number(),
  late_count: z.number(),
  duplicate_count: z.number(),
  conflict_count: z.number(),
  /**
   * True if most of the newest 40 points arrived late; the reason explains it in a sentence or two and is
   * null otherwise.
   */
  mostly_late: z.boolean(),
  late_reason: z.string().nullable(),
  /** An opaque number that changes whenever points are added or replaced. */
  version: z.number(),
  /** Worst level of the enabled detectors on the series; null if none watches it. */
  level: levelSchema.nullable(),
  /**
   * Progress of the run that is closest to judging, while `level` is `insufficient_data`; null until known.
   */
  learning: learningSchema.nullable(),
  /** The usual interval between its points, or bursts of points, in milliseconds; null with fewer than two. */
  usual_interval_ms: z.number().nullable(),
  /** Time of its newest point, if that is older than six usual intervals and than an hour. */
  silent_since: z.string().nullable(),
  open_incident_count: z.number(),
  /**
   * The last 40 values, oldest first, with their offsets from the first one; the last value is that of
   * `last_ts`.
   */
  sparkline: z.object({ offsets_ms: z.array(z.number()), values: z.array(z.number()) }),
});
export type SeriesSummary = z.infer<typeof seriesSummarySchema>;

/** Maximum number of series per model in a list. */
export const maxListedSeries = 6;
/** Maximum number of models in a list. */
export const maxListedModels = 1000;
/** Maximum number of metric names returned for a model. */
export const maxMetricNames = 200;

/**
 * The series of a model with the largest change among open incidents; without an incident, the most urgent
 * series.
 */
export const worstSeriesSchema = z.object({
  series_id: z.number(),
  metric: z.string(),
  labels: z.record(z.string(), z.string()),
  unit: z.string().nullable(),
  direction: metricDirectionSchema,
  lower_bound: z.number().nullable(),
  upper_bound: z.number().nullable(),
  level: levelSchema.nullable(),
  last_value: z.number().nullable(),
  incident_id: z.string().nullable(),
  /** Null without an incident. */
  change: changeSchema.nullable(),
});

export const modelSchema = z.object({
  id: z.string(),
  created_at: z.string(),
  health: healthSchema,
  /** A sentence that explains the health; for `late` and `silent`. */
  health_reason: z.string().nullable(),
  /** Time of its newest point if it has been silent for too long, whatever its health is. */
  silent_since: z.string().nullable(),
  /** The usual interval between points, or bursts of points, of its most urgent series, in milliseconds. */
  usual_interval_ms: z.number().nullable(),
  /** Progress of its most urgent series, while the health is `insufficient_data`. */
  learning: learningSchema.nullable(),
  worst: worstSeriesSchema.nullable(),
  /**
   * The series that need the most attention, most urgent first, as many as the parameter `series` asks for.
   */
  series: z.array(seriesSummarySchema),
  /** Number of all its series. */
  series_count: z.number(),
  /** Number of points received by its series, without deleted ones. */
  point_count: z.number(),
  /** The names of its metrics, at most 200, each with its number of series. */
  metrics: z.array(z.object({ name: z.string(), series_count: z.number() })),
  /** Newest point of any of its series. */
  last_ts: z.string().nullable(),
  open_incident_count: z.number(),
  open_job: z.object({ id: z.string(), status: z.string() }).nullable(),
});
export type Model = z.infer<typeof modelSchema>;

/** `counts`: number of models per health among all that match the search. */
export const modelPageSchema = pageSchema(modelSchema).extend({
  counts: z.record(healthSchema, z.number()),
});
export type ModelPage = z.infer<typeof modelPageSchema>;

/**
 * `urgency` lists first what needs a person first; `last_data`, `incidents` and `effect` (the size of the
 * worst change) are descending.
 */
export const modelOrderSchema = z.enum(['id', 'urgency', 'last_data', 'incidents', 'effect']);
export type ModelOrder = z.infer<typeof modelOrderSchema>;

/** A search of words and `name:value` tokens. */
export const searchSchema = z
  .string()
  .max(2 * nameMaxLength, `must be at most ${2 * nameMaxLength} characters`)
  .refine((text) => text.isWellFormed() && !text.includes('\0'), 'must be well-formed Unicode')
  .default('');

/**
 * `search`: words in the id, in the name of a metric or in labels; `state:`, `metric:`, `model:` and
 * `label:value`. `series`: number of series returned with each model.
 */
export const modelQuerySchema = pageQuerySchema.extend({
  limit: z.coerce.number().int().min(1).max(maxListedModels).default(50),
  order: modelOrderSchema.default('id'),
  search: searchSchema,
  series: z.coerce.number().int().min(0).max(maxListedSeries).default(maxListedSeries),
});
/** `series`: number of series returned with the model; `skip`: number of more urgent series to leave out. */
export const oneModelQuerySchema = z.strictObject({
  series: z.coerce.number().int().min(1).max(1000).default(50),
  skip: z.coerce.number().pipe(z.int32().min(0)).default(0),
});

import { z } from 'zod';
import { changeSchema } from './change';
import { nameMaxLength, pageQuerySchema, pageSchema } from './common';
import { learningSchema, levelSchema } from './detectors';
import { metricDirectionSchema } from './metrics';

/**
 * The worst that is known about a model, the most urgent first; `silent` when nothing has come for six usual intervals and an
 * hour; `late` when most points of a watched series arrive late, so
 * that its detectors do not see them; `unwatched` when no enabled detector watches any of its series.
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
  /** Whether most of the newest 40 points arrived late, and what that means, in a sentence or two; null when not. */
  mostly_late: z.boolean(),
  late_reason: z.string().nullable(),
  /** An opaque number that is another one whenever points have come in or were replaced. */
  version: z.number(),
  /** Worst level of the enabled detectors on it; null when none watches it. */
  level: levelSchema.nullable(),
  /** How far the run has come that is nearest to judging, while `level` is `insufficient_data`; null until it is known. */
  learning: learningSchema.nullable(),
  /** The usual distance of its points, in milliseconds; null with fewer than two. */
  usual_interval_ms: z.number().nullable(),
  /** Time of its newest point, if that is older than six usual intervals and than an hour. */
  silent_since: z.string().nullable(),
  open_incident_count: z.number(),
  /** The last 40 values, oldest first, with their distances from the first of them; the last one is of `last_ts`. */
  sparkline: z.object({ offsets_ms: z.array(z.number()), values: z.array(z.number()) }),
});
export type SeriesSummary = z.infer<typeof seriesSummarySchema>;

/** At most so many series of each model are in a list. */
export const maxListedSeries = 6;
/** At most so many models are in a list. */
export const maxListedModels = 1000;
/** How many metric names of a model are answered. */
export const maxMetricNames = 200;

/** The series of a model that changed most: by the open incident of the largest change, without one the most urgent series. */
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
  /** What the word does not say, in a sentence; of `late` and `silent`. */
  health_reason: z.string().nullable(),
  /** Time of its newest point, if nothing has come for too long, whatever the health says beside. */
  silent_since: z.string().nullable(),
  /** The usual distance of the points of its most urgent series, in milliseconds. */
  usual_interval_ms: z.number().nullable(),
  /** How far its most urgent series has come, while the health is `insufficient_data`. */
  learning: learningSchema.nullable(),
  worst: worstSeriesSchema.nullable(),
  /** Those that need attention most, the most urgent first, as many as `series` asks for. */
  series: z.array(seriesSummarySchema),
  /** How many there are. */
  series_count: z.number(),
  /** Points that they have been sent, without those that somebody deleted. */
  point_count: z.number(),
  /** The names of its metrics, at most 200, with how many series there are of each. */
  metrics: z.array(z.object({ name: z.string(), series_count: z.number() })),
  /** Newest point of any of its series. */
  last_ts: z.string().nullable(),
  open_incident_count: z.number(),
  open_job: z.object({ id: z.string(), status: z.string() }).nullable(),
});
export type Model = z.infer<typeof modelSchema>;

/** `counts`: how many models there are of each health, of all that the search finds. */
export const modelPageSchema = pageSchema(modelSchema).extend({
  counts: z.record(healthSchema, z.number()),
});
export type ModelPage = z.infer<typeof modelPageSchema>;

/** `urgency`: what needs a person first; `last_data`, `incidents` and `effect` (the size of the worst change): the most first. */
export const modelOrderSchema = z.enum(['id', 'urgency', 'last_data', 'incidents', 'effect']);
export type ModelOrder = z.infer<typeof modelOrderSchema>;

/** A search of words and `name:value` tokens. */
export const searchSchema = z
  .string()
  .max(2 * nameMaxLength, `must be at most ${2 * nameMaxLength} characters`)
  .refine((text) => text.isWellFormed() && !text.includes('\0'), 'must be well-formed Unicode')
  .default('');

/**
 * `search`: words that are in the id, in the name of a metric or in labels; `state:`, `metric:`, `model:` and `label:value`.
 * `series`: how many series each model comes with.
 */
export const modelQuerySchema = pageQuerySchema.extend({
  limit: z.coerce.number().int().min(1).max(maxListedModels).default(50),
  order: modelOrderSchema.default('id'),
  search: searchSchema,
  series: z.coerce.number().int().min(0).max(maxListedSeries).default(maxListedSeries),
});
/** `series`: how many of its series a single model comes with; `skip`: after how many that need attention more. */
export const oneModelQuerySchema = z.strictObject({
  series: z.coerce.number().int().min(1).max(1000).default(50),
  skip: z.coerce.number().pipe(z.int32().min(0)).default(0),
});

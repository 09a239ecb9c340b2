import { z } from 'zod';

const labelsSchema = z.record(z.string(), z.string());

/** An open incident as a change: of the level before it began to the level since. */
export const changeSchema = z.object({
  incident_id: z.string(),
  series_id: z.number(),
  model_id: z.string(),
  metric: z.string(),
  labels: labelsSchema,
  unit: z.string().nullable(),
  direction: z.string(),
  /** Event time of the point that opened it. */
  opened_ts: z.string(),
  onset_ts: z.string().nullable(),
  /** Mean of the last 200 points before the change; null once retention has taken them. */
  before: z.number().nullable(),
  /** Mean of the newest 50 points since the change. */
  after: z.number(),
  /** `after` less `before` in standard deviations of the points before; null where those do not vary. */
  effect: z.number().nullable(),
  /** Standard deviation of those points: it tells how many decimals say something. */
  sd: z.number().nullable(),
});
export type Change = z.infer<typeof changeSchema>;

/** The series that stands for a model: that of its worst change, else the one that needs attention most. */
const shownSeriesSchema = z.object({
  id: z.number(),
  metric: z.string(),
  labels: labelsSchema,
  unit: z.string().nullable(),
  last_value: z.number().nullable(),
});

export const overviewRowSchema = z.object({
  id: z.string(),
  /** A `Health` of the API of models. */
  health: z.string(),
  /** Where it stands in the order of urgency, from 0. */
  place: z.number(),
  series: shownSeriesSchema.nullable(),
  series_count: z.number(),
  metrics: z.array(z.string()),
  /** The names of its labels with their values, at most 100 of each. */
  labels: z.record(z.string(), z.array(z.string())),
  /** Newest point of any of its series. */
  last_ts: z.string().nullable(),
  /** While it learns: how far its shown series has come, and about how many milliseconds it still takes. */
  learning: z.object({ seen: z.number(), needed: z.number(), remaining_ms: z.number().nullable() }).nullable(),
  open_incident_count: z.number(),
  open_job: z.object({ id: z.string(), status: z.string() }).nullable(),
});
export type OverviewRow = z.infer<typeof overviewRowSchema>;

export const overviewSchema = z.object({
  /** Every model, the most urgent first. */
  rows: z.array(overviewRowSchema),
  /** Open incidents, the largest effect first; at most 1,000. */
  changes: z.array(changeSchema),
  /** How many detectors there are, and how many of them are enabled. */
  detector_count: z.number(),
  enabled_detector_count: z.number(),
  /** When it was read. */
  at: z.string(),
});
export type Overview = z.infer<typeof overviewSchema>;

export const sparklineSchema = z.object({
  series_id: z.number(),
  /** Event time of the first value, epoch milliseconds; the others by their distance from it. */
  from_ms: z.number(),
  offsets_ms: z.array(z.number()),
  /** Means of buckets over the last 30 days of the series, or over all there is. */
  values: z.array(z.number()),
  /** What the values are compared with: the points before the open change, or the newest 500. */
  reference: z.object({ mean: z.number(), sd: z.number() }).nullable(),
  /** Where the open change began, if one is open. */
  onset_ms: z.number().nullable(),
});
export type SparklineData = z.infer<typeof sparklineSchema>;
export const sparklinesSchema = z.object({ items: z.array(sparklineSchema) });
export type Sparklines = z.infer<typeof sparklinesSchema>;

/** How many series one request for sparklines may name. */
const maxSparklines = 100;

/** `series`: ids with commas between them. */
export const sparklinesQuerySchema = z.strictObject({
  series: z
    .string()
    .regex(/^\d{1,10}(,\d{1,10})*$/, 'must be ids of series with commas between them')
    .transform((text) => text.split(',').map(Number))
    .pipe(z.array(z.int32().min(1)).max(maxSparklines, `must name at most ${maxSparklines} series`)),
});

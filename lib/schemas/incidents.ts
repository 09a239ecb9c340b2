import { z } from 'zod';
import { changeSchema } from './change';
import { commentSchema, instantSchema, nameSchema, pageQuerySchema, pageSchema } from './common';
import { metricDirectionSchema } from './metrics';
import { searchSchema } from './models';

export const incidentStateSchema = z.enum(['open', 'acknowledged', 'resolved']);

/** An episode of drift on one series by one detector. */
export const incidentSchema = z.object({
  id: z.string(),
  /** Null once the detector has been deleted. */
  detector_id: z.string().nullable(),
  detector_name: z.string(),
  method: z.string(),
  series_id: z.number(),
  model_id: z.string(),
  metric: z.string(),
  labels: z.record(z.string(), z.string()),
  unit: z.string().nullable(),
  direction: metricDirectionSchema,
  lower_bound: z.number().nullable(),
  upper_bound: z.number().nullable(),
  state: incidentStateSchema,
  /**
   * True if it was already in progress when its detector was primed on the stored history; it then requested
   * no job.
   */
  found_at_priming: z.boolean(),
  /** Size of the change when it opened, from the frozen evidence; null if the evidence does not tell. */
  change: changeSchema.nullable(),
  /** Event time of the point that opened it. */
  opened_ts: z.string(),
  /** Estimated start of the change; null if the method cannot tell. */
  onset_ts: z.string().nullable(),
  resolved_ts: z.string().nullable(),
  /**
   * `recovered` (the level is back to normal), `new_level` (the present was adopted, or the method has
   * accepted a new level as normal), `detector_changed`, `detector_disabled`, `detector_deleted` or
   * `metric_changed`.
   */
  resolution: z.string().nullable(),
  value: z.number(),
  delta: z.number().nullable(),
  statistic: z.number(),
  threshold: z.number(),
  /**
   * Number of clear worsenings, and for the last one: event time and value of the point, and how much it
   * added to the change.
   */
  escalation_count: z.number(),
  escalated_ts: z.string().nullable(),
  escalated_value: z.number().nullable(),
  escalated_delta: z.number().nullable(),
  /**
   * True if the present can become the new reference: the incident is open and the method has no fixed
   * limits.
   */
  can_adopt: z.boolean(),
  evidence_hash: z.string(),
  /** The retrain job that has this incident among its reasons. */
  job_id: z.string().nullable(),
  created_at: z.string(),
});
export type Incident = z.infer<typeof incidentSchema>;

/** Incidents on a page that are probably one event: of one model, with onsets close together. */
export const incidentGroupSchema = z.object({
  key: z.string(),
  model_id: z.string(),
  /** The first and the last onset, or opening if the onset is unknown. */
  from_ts: z.string(),
  to_ts: z.string(),
  incident_ids: z.array(z.string()),
  /** The incident with the largest change in standard deviations. */
  worst_incident_id: z.string(),
});
export type IncidentGroup = z.infer<typeof incidentGroupSchema>;

/** Newest first. `counts`: number of incidents by state among all that match the query without its state. */
export const incidentPageSchema = pageSchema(incidentSchema).extend({
  counts: z.record(incidentStateSchema, z.number()),
  groups: z.array(incidentGroupSchema),
});
export type IncidentPage = z.infer<typeof incidentPageSchema>;
export const incidentQuerySchema = pageQuerySchema.extend({
  model_id: nameSchema.optional(),
  series_id: z.coerce.number().pipe(z.int32().min(1)).optional(),
  detector_id: z.guid('must be the id of a detector').optional(),
  /** One state, or several separated by commas. */
  state: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(incidentStateSchema))
    .optional(),
  search: searchSchema,
});
export type IncidentQuery = z.infer<typeof incidentQuerySchema>;

/**
 * Input of `POST /api/incidents/:id/adopt`: the time from which points are normal; `onset` is the start of
 * the change.
 */
export const adoptInputSchema = z.strictObject({
  from: z.union([z.literal('onset'), instantSchema], 'must be "onset" or a time').default('onset'),
  comment: commentSchema.optional(),
});

/** The facts in the sentence about an incident, from its frozen evidence. */
export const incidentFactsSchema = z.object({
  before: z.object({ mean: z.number(), sd: z.number().nullable(), count: z.number() }),
  after: z.object({ mean: z.number(), count: z.number() }),
  diff: z.number(),
  effect: z.number().nullable(),
  onset_ts: z.string().nullable(),
  /** The usual interval between its points, or bursts of points, in milliseconds; null with fewer than two. */
  interval_ms: z.number().nullable(),
  /**
   * How often a change of this size occurs by chance, at most a hundred years, and as a sentence; null if
   * unknown.
   */
  chance_interval_ms: z.number().nullable(),
  chance_sentence: z.string().nullable(),
});
export type IncidentFacts = z.infer<typeof incidentFactsSchema>;

/** An incident with its evidence, frozen when it opened. */
export const incidentDetailSchema = incidentSchema.extend({
  evidence: z.record(z.string(), z.unknown()),
  /** Null if the evidence does not tell the change. */
  facts: incidentFactsSchema.nullable(),
});
export type IncidentDetail = z.infer<typeof incidentDetailSchema>;

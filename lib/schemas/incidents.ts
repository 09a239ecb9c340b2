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
  /** It was under way when its detector was primed on the stored history, so it asked for no job. */
  found_at_priming: z.boolean(),
  /** How large the change was when it opened, by the frozen evidence; null where that does not tell. */
  change: changeSchema.nullable(),
  /** Event time of the point that opened it. */
  opened_ts: z.string(),
  /** Estimated start of the change; null when the method cannot tell. */
  onset_ts: z.string().nullable(),
  resolved_ts: z.string().nullable(),
  /**
   * `recovered` (the level is back), `new_level` (the present was adopted, or the method has come to take another level for
   * ordinary), `detector_changed`, `detector_disabled`, `detector_deleted` or `metric_changed`.
   */
  resolution: z.string().nullable(),
  value: z.number(),
  delta: z.number().nullable(),
  statistic: z.number(),
  threshold: z.number(),
  /** How often it became clearly worse, and of the last time: event time and value of the point, and what was added to the change. */
  escalation_count: z.number(),
  escalated_ts: z.string().nullable(),
  escalated_value: z.number().nullable(),
  escalated_delta: z.number().nullable(),
  /** Whether the present can be taken as the new reference: not of a resolved one, nor by a method of fixed limits. */
  can_adopt: z.boolean(),
  evidence_hash: z.string(),
  /** The retrain job that this incident is a reason of. */
  job_id: z.string().nullable(),
  created_at: z.string(),
});
export type Incident = z.infer<typeof incidentSchema>;

/** Incidents of a page that are likely one event: of one model, with onsets close together. */
export const incidentGroupSchema = z.object({
  key: z.string(),
  model_id: z.string(),
  /** The first and the last onset, or opening where the onset is not known. */
  from_ts: z.string(),
  to_ts: z.string(),
  incident_ids: z.array(z.string()),
  /** The one of the largest change in standard deviations. */
  worst_incident_id: z.string(),
});
export type IncidentGroup = z.infer<typeof incidentGroupSchema>;

/** Newest first. `counts`: how many there are of each state, of all that the query without its state finds. */
export const incidentPageSchema = pageSchema(incidentSchema).extend({
  counts: z.record(incidentStateSchema, z.number()),
  groups: z.array(incidentGroupSchema),
});
export type IncidentPage = z.infer<typeof incidentPageSchema>;
export const incidentQuerySchema = pageQuerySchema.extend({
  model_id: nameSchema.optional(),
  series_id: z.coerce.number().pipe(z.int32().min(1)).optional(),
  detector_id: z.guid('must be the id of a detector').optional(),
  /** One, or several with commas. */
  state: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(incidentStateSchema))
    .optional(),
  search: searchSchema,
});
export type IncidentQuery = z.infer<typeof incidentQuerySchema>;

/** What `POST /api/incidents/:id/adopt` takes: from when on the points are ordinary; `onset` is the start of the change. */
export const adoptInputSchema = z.strictObject({
  from: z.union([z.literal('onset'), instantSchema], 'must be "onset" or a time').default('onset'),
  comment: commentSchema.optional(),
});

/** What the sentence of an incident says, from its frozen evidence. */
export const incidentFactsSchema = z.object({
  before: z.object({ mean: z.number(), sd: z.number().nullable(), count: z.number() }),
  after: z.object({ mean: z.number(), count: z.number() }),
  diff: z.number(),
  effect: z.number().nullable(),
  onset_ts: z.string().nullable(),
  /** The usual distance of its points, in milliseconds; null with fewer than two. */
  interval_ms: z.number().nullable(),
  /** How often a change as large comes by chance, at most a hundred years, and in a sentence; null when it cannot be told. */
  chance_interval_ms: z.number().nullable(),
  chance_sentence: z.string().nullable(),
});
export type IncidentFacts = z.infer<typeof incidentFactsSchema>;

/** One incident with the evidence as it was frozen when it opened. */
export const incidentDetailSchema = incidentSchema.extend({
  evidence: z.record(z.string(), z.unknown()),
  /** Null where the evidence does not tell the change. */
  facts: incidentFactsSchema.nullable(),
});
export type IncidentDetail = z.infer<typeof incidentDetailSchema>;

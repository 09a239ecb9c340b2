import { z } from 'zod';
import { annotationSchema } from './annotations';
import { metricDirectionSchema } from './metrics';

const labels = z.record(z.string(), z.string());

/** A time range around the onset, with the totals of its stored points. */
const stretchSchema = z.object({
  from: z.string(),
  to: z.string(),
  mean: z.number().nullable(),
  sd: z.number().nullable(),
  count: z.number(),
});

/**
 * The change of a series at the onset; nulls if it has no points on a side. `effect` is in standard
 * deviations before.
 */
const movedSchema = z.object({
  series_id: z.number(),
  labels,
  before_mean: z.number().nullable(),
  after_mean: z.number().nullable(),
  diff: z.number().nullable(),
  effect: z.number().nullable(),
  incident_id: z.string().nullable(),
});

/** What happened around an incident. */
export const incidentContextSchema = z.object({
  incident_id: z.string(),
  /** The estimated onset, or the opening. */
  onset_ts: z.string(),
  before: stretchSchema,
  after: stretchSchema,
  effect: z.number().nullable(),
  /** Counts of the values before and after in common bins; null without values. */
  histogram: z
    .object({ edges: z.array(z.number()), before: z.array(z.number()), after: z.array(z.number()) })
    .nullable(),
  /** The series of the same model and metric, largest change first, at most 100 of `total`. */
  siblings: z.object({
    label_names: z.array(z.string()),
    total: z.number(),
    items: z.array(movedSchema.extend({ has_open_incident: z.boolean(), is_self: z.boolean() })),
  }),
  /**
   * Number of siblings with a label's value that moved in the same direction by at least three standard
   * deviations.
   */
  by_label: z.array(z.object({ name: z.string(), value: z.string(), total: z.number(), moved: z.number() })),
  /**
   * Other metrics of the model that changed by at least two standard deviations, largest change first, at
   * most 20.
   */
  moved_with: z.array(
    movedSchema.extend({
      metric: z.string(),
      unit: z.string().nullable(),
      direction: metricDirectionSchema,
      onset_ts: z.string().nullable(),
    }),
  ),
  /** Annotations of the model and this metric, from a day before the onset to a day after the opening. */
  annotations: z.array(annotationSchema),
  /** Events of the incident and its jobs, oldest first; the newest 200. */
  timeline: z.array(
    z.object({
      at: z.string(),
      kind: z.enum(['incident', 'job', 'annotation']),
      action: z.string(),
      actor: z.string(),
      /** What people call the actor, if that is known and something else. */
      actor_name: z.string().nullable(),
      from_status: z.string().nullable(),
      to_status: z.string().nullable(),
      comment: z.string().nullable(),
      entity_id: z.string(),
      detail: z.record(z.string(), z.unknown()),
    }),
  ),
});
export type IncidentContext = z.infer<typeof incidentContextSchema>;

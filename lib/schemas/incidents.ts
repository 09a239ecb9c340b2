import { z } from 'zod';
import { nameSchema, pageQuerySchema, pageSchema } from './common';

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
  state: incidentStateSchema,
  /** Event time of the point that opened it. */
  opened_ts: z.string(),
  /** Estimated start of the change; null when the method cannot tell. */
  onset_ts: z.string().nullable(),
  resolved_ts: z.string().nullable(),
  /** `recovered`, `detector_changed`, `detector_disabled`, `detector_deleted` or `metric_changed`. */
  resolution: z.string().nullable(),
  value: z.number(),
  delta: z.number().nullable(),
  statistic: z.number(),
  threshold: z.number(),
  evidence_hash: z.string(),
  /** The retrain job that this incident is a reason of. */
  job_id: z.string().nullable(),
  created_at: z.string(),
});
export type Incident = z.infer<typeof incidentSchema>;

/** Newest first. */
export const incidentPageSchema = pageSchema(incidentSchema);
export type IncidentPage = z.infer<typeof incidentPageSchema>;
export const incidentQuerySchema = pageQuerySchema.extend({
  model_id: nameSchema.optional(),
  series_id: z.coerce.number().pipe(z.int32().min(1)).optional(),
  state: incidentStateSchema.optional(),
});

/** One incident with the evidence as it was frozen when it opened. */
export const incidentDetailSchema = incidentSchema.extend({ evidence: z.record(z.string(), z.unknown()) });
export type IncidentDetail = z.infer<typeof incidentDetailSchema>;

import { z } from 'zod';
import { changeSchema } from './change';
import { commentSchema, nameSchema, pageQuerySchema, pageSchema } from './common';
import { incidentStateSchema } from './incidents';
import { metricDirectionSchema } from './metrics';

export const jobStatuses = [
  'deferred',
  'pending_approval',
  'queued',
  'leased',
  'running',
  'succeeded',
  'failed',
  'verifying',
  'verified',
  'cancelled',
  'rejected',
  'expired',
] as const;
export const jobStatusSchema = z.enum(jobStatuses);
export type JobStatus = z.infer<typeof jobStatusSchema>;

export const reasonSchema = z.object({
  kind: z.enum(['drift_detected', 'manual', 'scheduled', 'other']),
  metric: z.string().nullable(),
  /** In the unit of the metric; signed if the method knows the direction. */
  delta: z.number().nullable(),
  unit: z.string().nullable(),
  text: z.string().nullable(),
  /** Event time of the point that caused it. */
  ts: z.string(),
  /** Estimated start of the change. */
  onset_ts: z.string().nullable(),
  series_id: z.number().nullable(),
  /** Labels of the series; null if there is none. */
  labels: z.record(z.string(), z.string()).nullable(),
  direction: metricDirectionSchema.nullable(),
  incident_id: z.string().nullable(),
  detector_name: z.string().nullable(),
  /** Size of the change of its incident when it opened, and whether the incident is over. */
  change: changeSchema.nullable(),
  incident_state: incidentStateSchema.nullable(),
  resolved_ts: z.string().nullable(),
  resolution: z.string().nullable(),
});
export type Reason = z.infer<typeof reasonSchema>;
/** Newest first. */
export const reasonPageSchema = pageSchema(reasonSchema);
export type ReasonPage = z.infer<typeof reasonPageSchema>;

/** Number of reasons and of audit rows that a job includes, the newest of each. */
export const shownReasons = 20;
export const shownHistory = 200;

export const jobSchema = z.object({
  id: z.string(),
  model_id: z.string(),
  status: jobStatusSchema,
  /** The newest 20 in chronological order; `GET /api/jobs/:id/reasons` lists all of them. */
  reasons: z.array(reasonSchema),
  reason_count: z.number(),
  /**
   * `active` while an incident among its reasons is open, `over` if all of them are resolved, `none` if it
   * has no incident.
   */
  cause: z.enum(['active', 'over', 'none']),
  open_incident_count: z.number(),
  /** The reason with the largest change in standard deviations; null without an incident. */
  worst: z
    .object({
      incident_id: z.string(),
      series_id: z.number(),
      metric: z.string(),
      labels: z.record(z.string(), z.string()),
      unit: z.string().nullable(),
      direction: metricDirectionSchema,
      change: changeSchema.nullable(),
    })
    .nullable(),
  /** `approved` or `cancelled`; null while undecided. */
  decision: z.string().nullable(),
  decided_by: z.string().nullable(),
  /** What people call the actor, if that is known and something else; here and below. */
  decided_by_name: z.string().nullable(),
  decided_at: z.string().nullable(),
  comment: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
  /** When the job ended, who ended it and their comment, for a cancellation or the outcome of the retrain. */
  closed_at: z.string().nullable(),
  closed_by: z.string().nullable(),
  closed_by_name: z.string().nullable(),
  closing_comment: z.string().nullable(),
});
export type Job = z.infer<typeof jobSchema>;

/** Newest first. `status` may be a comma-separated list. */
export const jobPageSchema = pageSchema(jobSchema).extend({
  /** Places taken by open jobs, and places in total; deferred jobs take none. */
  queue: z.object({ used: z.number(), capacity: z.number() }),
});
export type JobPage = z.infer<typeof jobPageSchema>;
export const jobQuerySchema = pageQuerySchema.extend({
  model_id: nameSchema.optional(),
  status: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(jobStatusSchema))
    .optional(),
});

export const jobDetailSchema = jobSchema.extend({
  /** Number of rows in the audit trail, and the newest 200 of them, oldest first. */
  history_count: z.number(),
  history: z.array(
    z.object({
      at: z.string(),
      actor: z.string(),
      actor_name: z.string().nullable(),
      action: z.string(),
      from_status: z.string().nullable(),
      to_status: z.string().nullable(),
      comment: z.string().nullable(),
    }),
  ),
});
export type JobDetail = z.infer<typeof jobDetailSchema>;

/** Input of `POST /api/jobs`: a person asks for a retrain. */
export const jobInputSchema = z.strictObject({ model_id: nameSchema, comment: commentSchema.optional() });
export type JobInput = z.infer<typeof jobInputSchema>;

/** Input of approve, cancel, complete and fail. */
export const decisionInputSchema = z.strictObject({ comment: commentSchema.optional() });

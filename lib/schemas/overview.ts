import { z } from 'zod';
import { labelsSchema } from './common';
import { learningSchema } from './detectors';
import { metricDirectionSchema } from './metrics';
import { healthSchema } from './models';

/** An open incident as a change of a series; the numbers are those of its `change`. */
export const openChangeSchema = z.object({
  incident_id: z.string(),
  series_id: z.number(),
  model_id: z.string(),
  metric: z.string(),
  labels: labelsSchema,
  unit: z.string().nullable(),
  direction: metricDirectionSchema,
  /** Event time of the point that opened it, and when the change began as far as the method can tell. */
  opened_ts: z.string(),
  onset_ts: z.string().nullable(),
  /** Mean and standard deviation of the reference; null where the evidence did not tell. */
  before: z.number().nullable(),
  sd: z.number().nullable(),
  /** Mean since; the value that opened it where nothing else is known. */
  after: z.number(),
  /** `after` less `before` in standard deviations; null where the reference does not vary. */
  effect: z.number().nullable(),
});
export type OpenChange = z.infer<typeof openChangeSchema>;

export const overviewRowSchema = z.object({
  id: z.string(),
  health: healthSchema,
  /** Where it stands in the order of urgency, from 0. */
  place: z.number(),
  /**
   * The series that stands for the model: that of its worst change, else the one that needs attention most.
   */
  series: z
    .object({
      id: z.number(),
      metric: z.string(),
      labels: labelsSchema,
      unit: z.string().nullable(),
      last_value: z.number().nullable(),
    })
    .nullable(),
  series_count: z.number(),
  metrics: z.array(z.string()),
  /** The names of its labels with their values, at most 100 of each. */
  labels: z.record(z.string(), z.array(z.string())),
  /** Newest point of any of its series. */
  last_ts: z.string().nullable(),
  /** How far that series has come, while the health is `insufficient_data`. */
  learning: learningSchema.nullable(),
  open_incident_count: z.number(),
  open_job: z.object({ id: z.string(), status: z.string() }).nullable(),
});
export type OverviewRow = z.infer<typeof overviewRowSchema>;

export const overviewSchema = z.object({
  /** Every model, the most urgent first; at most 10,000. */
  rows: z.array(overviewRowSchema),
  /** Open incidents, the largest effect first; at most 1,000. */
  changes: z.array(openChangeSchema),
  /** Incidents that recovered or found a new level within the last 24 hours, by the times of their points. */
  ended_count: z.number(),
  detector_count: z.number(),
  enabled_detector_count: z.number(),
  /** When it was read. */
  at: z.string(),
});
export type Overview = z.infer<typeof overviewSchema>;

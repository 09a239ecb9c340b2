import { z } from 'zod';
import { instantSchema, recordSchema } from './common';
import {
  adoptRuleFault,
  adoptRuleSchema,
  detectorFields,
  levelSchema,
  minChangeSchema,
  paramsSchema,
} from './detectors';
import { metricDirectionSchema } from './metrics';

/** The parts of a preview; each takes its time. */
export const previewParts = ['backtest', 'calibration', 'power', 'quality'] as const;
const previewPartSchema = z.enum(previewParts);
export type PreviewPart = z.infer<typeof previewPartSchema>;

/** Maximum number of series shown. */
export const maxShownSeries = 3;
/** Maximum number of matching series listed. */
export const maxListedMatches = 200;

const rangeSchema = z
  .strictObject({ from: instantSchema, to: instantSchema })
  .refine(({ from, to }) => from <= to, { path: ['from'], message: 'must not be after to' });

/**
 * The budget of false alarms over all matching series: one per period of time, or per number of points of all
 * of them.
 */
const falseAlarmEverySchema = z.union(
  [
    z.strictObject({ ms: z.number().positive().max(1e14) }),
    z.strictObject({ points: z.number().positive().max(1e12) }),
  ],
  'must be {"ms": …} or {"points": …}',
);

/** Input of `POST /api/detectors/preview`: a detector as it would be created, and the requested parts. */
export const previewInputSchema = z
  .strictObject({
    model_pattern: detectorFields.model_pattern,
    metric_pattern: detectorFields.metric_pattern,
    method: detectorFields.method,
    params: paramsSchema.default({}),
    min_change: minChangeSchema.nullable().default(null),
    adopt: adoptRuleSchema.default('on_completion'),
    adopt_after_days: detectorFields.adopt_after_days.nullable().default(null),
    /** A stored detector to run for comparison, unchanged. */
    detector_id: z.guid('must be the id of a detector').optional(),
    parts: z
      .array(previewPartSchema)
      .min(1)
      .default([...previewParts]),
    false_alarm_every: falseAlarmEverySchema.optional(),
    /** Lasting shifts in the unit of the metric; negative for a drop. */
    shifts: z.array(z.number().min(-1e300).max(1e300)).max(5).optional(),
    from: instantSchema.optional(),
    to: instantSchema.optional(),
    reference: rangeSchema.optional(),
    /** Maximum number of newest points, over all shown series. */
    max_points: z.int().min(100).max(1_000_000).default(20_000),
    /** Number of buckets to which points and readings of a series are reduced. */
    buckets: z.int().min(10).max(1000).default(300),
    series_ids: z.array(z.int32().min(1)).min(1).max(maxShownSeries).optional(),
  })
  .superRefine(({ adopt, adopt_after_days }, context) => {
    const message = adoptRuleFault(adopt, adopt_after_days);
    if (message !== null) context.addIssue({ code: 'custom', path: ['adopt_after_days'], message });
  });
export type PreviewInput = z.infer<typeof previewInputSchema>;

const labels = recordSchema(z.string(), z.string());
const time = z.string();

export const previewBacktestSchema = z.object({
  /** The newest 200. */
  incidents: z.array(
    z.object({
      opened_ts: time,
      onset_ts: time.nullable(),
      resolved_ts: time.nullable(),
      resolution: z.string().nullable(),
      delta: z.number().nullable(),
      statistic: z.number().nullable(),
      threshold: z.number().nullable(),
      is_open: z.boolean(),
    }),
  ),
  incident_count: z.number(),
  job_count: z.number(),
  level: levelSchema,
  /** The worst reading of each bucket. */
  readings: z.array(
    z.object({
      ts: time,
      statistic: z.number().nullable(),
      threshold: z.number().nullable(),
      level: levelSchema,
    }),
  ),
});
export type PreviewBacktest = z.infer<typeof previewBacktestSchema>;

export const previewSeriesSchema = z.object({
  role: z.enum(['worst', 'median', 'calm', 'chosen']),
  series_id: z.number(),
  model_id: z.string(),
  metric: z.string(),
  labels,
  unit: z.string().nullable(),
  direction: metricDirectionSchema,
  from: time.nullable(),
  to: time.nullable(),
  /** Number of points used, and number the series has had. */
  point_count: z.number(),
  total_count: z.number(),
  sampled: z.boolean(),
  points: z.array(z.object({ ts: time, mean: z.number(), min: z.number(), max: z.number() })),
  backtest: previewBacktestSchema.nullable(),
  previous: previewBacktestSchema.nullable(),
});

export const previewSchema = z.object({
  matching: z.object({
    series_count: z.number(),
    /** Number of series with fewer points than the method needs before it judges. */
    learning_count: z.number(),
    /** Number of series that were checked for calmness. */
    sampled_count: z.number(),
    series: z.array(
      z.object({
        series_id: z.number(),
        model_id: z.string(),
        metric: z.string(),
        labels,
        learning: z.boolean(),
      }),
    ),
  }),
  /** The params used, with the solved threshold. */
  params: paramsSchema,
  calibration: z
    .object({
      param: z.string(),
      value: z.number(),
      outcome: z.enum(['reached', 'always_rarer', 'always_more', 'constant']),
      /** The budget of one series: points per false alarm, or about how much time. */
      per_series: z.object({ points: z.number(), ms: z.number() }),
      /** As simulated; null for a method that takes the budget and ensures it itself. */
      achieved: z
        .object({ points: z.number().nullable(), lower: z.number(), upper: z.number().nullable() })
        .nullable(),
      sentence: z.string(),
    })
    .nullable(),
  calibration_note: z.string().nullable(),
  power: z.array(
    z.object({
      shift: z.number(),
      sd: z.number().nullable(),
      verdict: z.enum(['seen', 'seldom', 'by_chance', 'below_slack', 'never']),
      seen: z.number(),
      runs: z.number(),
      median_points: z.number().nullable(),
      median_ms: z.number().nullable(),
      p90_ms: z.number().nullable(),
      sentence: z.string(),
    }),
  ),
  quality: z
    .object({
      effective_count: z.number(),
      findings: z.array(
        z.object({
          kind: z.string(),
          sentence: z.string(),
          from_ts: time.nullable(),
          to_ts: time.nullable(),
        }),
      ),
      window: z.object({ from: time, to: time, sample_count: z.number(), reason: z.string() }).nullable(),
    })
    .nullable(),
  /** The reference for calibration, power and quality. */
  reference: z.object({ series_id: z.number(), from: time, to: time, sample_count: z.number() }).nullable(),
  series: z.array(previewSeriesSchema),
  incident_count: z.number(),
  job_count: z.number(),
  previous_incident_count: z.number().nullable(),
  /** What was sampled or left out, in sentences. */
  notes: z.array(z.string()),
});
export type Preview = z.infer<typeof previewSchema>;

/** A line of the NDJSON response; the last line has the result or the problem. */
export interface PreviewProgress {
  stage: 'points' | PreviewPart;
  /** Share of all the work, 0 to 1. */
  done: number;
}

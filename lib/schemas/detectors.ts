import { z } from 'zod';
import { levels } from '../detectors/types';
import { nameSchema, recordSchema } from './common';

/** The verdict of a run on a point, from best to worst. */
export const levelSchema = z.enum(levels);

/**
 * The progress of a run that cannot judge yet, in points, and how long the rest takes at the pace of the
 * series.
 */
export const learningSchema = z.object({
  seen: z.number(),
  needed: z.number(),
  remaining_ms: z.number().nullable().optional(),
});
export type Learning = z.infer<typeof learningSchema>;

/** A glob: `*` matches any number of characters, `?` exactly one, and every other character itself. */
export const patternSchema = nameSchema;

/** Params by name; the method's own schema defines which exist. */
export const paramsSchema = recordSchema(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null()], 'must be a number, text, true, false or null'),
);

/** The unit of the metric, or percent of the mean of the reference. */
const minChangeUnitSchema = z.enum(['absolute', 'percent']);
export type MinChangeUnit = z.infer<typeof minChangeUnitSchema>;
/** The smallest change that matters; a drift with a smaller estimated change is at most a warning. */
export const minChangeSchema = z.strictObject({
  value: z.number('must be a number above 0').gt(0, 'must be above 0').max(1e300, 'must be at most 1e300'),
  unit: minChangeUnitSchema,
});

/**
 * When a run adopts the present as its reference without being asked: never, when the retrain for its
 * incident is completed, or a number of days after the incident opened, by event time.
 */
export const adoptRuleSchema = z.enum(['never', 'on_completion', 'after_days']);
export type AdoptRule = z.infer<typeof adoptRuleSchema>;
const adoptAfterDaysSchema = z
  .number('must be a whole number of days')
  .int('must be a whole number of days')
  .min(1, 'must be at least 1')
  .max(3650, 'must be at most 3650');

/** Returns what is wrong with the combination of a rule and its days; null if it is valid. */
export function adoptRuleFault(rule: AdoptRule, afterDays: number | null): string | null {
  if (rule === 'after_days') return afterDays === null ? 'is needed when adopt is after_days' : null;
  return afterDays === null ? null : `must be null when adopt is ${rule}`;
}

/** `shadow`: judges and stores readings, but opens no incidents and requests no jobs. */
export const detectorModeSchema = z.enum(['live', 'shadow']);

/** Input fields of a detector. */
export const detectorFields = {
  model_pattern: patternSchema.default('*'),
  metric_pattern: patternSchema,
  method: z.string().max(100),
  adopt_after_days: adoptAfterDaysSchema,
};

/** Input of `POST /api/detectors`. `params` are checked against the method's own schema. */
export const detectorInputSchema = z
  .strictObject({
    name: nameSchema,
    model_pattern: patternSchema.default('*'),
    metric_pattern: patternSchema,
    method: z.string().max(100),
    params: paramsSchema.default({}),
    min_change: minChangeSchema.nullable().default(null),
    adopt: adoptRuleSchema.default('on_completion'),
    adopt_after_days: adoptAfterDaysSchema.nullable().default(null),
    enabled: z.boolean().default(true),
    /** `live` by default. */
    mode: detectorModeSchema.optional(),
  })
  .superRefine(({ adopt, adopt_after_days }, context) => {
    const message = adoptRuleFault(adopt, adopt_after_days);
    if (message !== null) context.addIssue({ code: 'custom', path: ['adopt_after_days'], message });
  });
export type DetectorInput = z.infer<typeof detectorInputSchema>;

/** Input of `PATCH`: any of the fields. `params` replaces all params. */
export const detectorPatchSchema = z
  .strictObject({
    name: nameSchema,
    model_pattern: patternSchema,
    metric_pattern: patternSchema,
    method: z.string().max(100),
    params: paramsSchema,
    min_change: minChangeSchema.nullable(),
    adopt: adoptRuleSchema,
    adopt_after_days: adoptAfterDaysSchema.nullable(),
    enabled: z.boolean(),
    mode: detectorModeSchema,
  })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must change at least one field');
export type DetectorPatch = z.infer<typeof detectorPatchSchema>;

export const detectorSchema = z.object({
  id: z.string(),
  name: z.string(),
  model_pattern: z.string(),
  metric_pattern: z.string(),
  method: z.string(),
  params: paramsSchema,
  min_change: minChangeSchema.nullable(),
  adopt: adoptRuleSchema,
  adopt_after_days: z.number().nullable(),
  enabled: z.boolean(),
  mode: detectorModeSchema,
  revision: z.number(),
  created_at: z.string(),
  updated_at: z.string(),
  /** Number of series it watches now, and number of these with an open incident. */
  series_count: z.number(),
  open_incident_count: z.number(),
});
export type Detector = z.infer<typeof detectorSchema>;

/** One method of the registry with the JSON Schema of its params: everything a form needs. */
export const methodSchema = z.object({
  method: z.string(),
  label: z.string(),
  summary: z.string(),
  kind: z.enum(['chart', 'window', 'adaptive', 'binary', 'rule']),
  version: z.number(),
  /** The param that makes alarms rarer when raised; null if only a person can choose it. */
  calibrated_param: z.string().nullable(),
  params_schema: z.record(z.string(), z.unknown()),
});
export type Method = z.infer<typeof methodSchema>;

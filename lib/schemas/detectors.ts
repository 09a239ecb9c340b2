import { z } from 'zod';
import { levels } from '../detectors/types';
import { nameSchema, recordSchema } from './common';

/** What a detector run says about a point; the worst is the last. */
export const levelSchema = z.enum(levels);

/** How far a run that cannot judge yet has come, in points, and how long the rest takes at the pace of the series. */
export const learningSchema = z.object({
  seen: z.number(),
  needed: z.number(),
  remaining_ms: z.number().nullable().optional(),
});
export type Learning = z.infer<typeof learningSchema>;

/** A glob: `*` is any run of characters, `?` exactly one; everything else is itself. */
export const patternSchema = nameSchema;

/** Params by name; the method's own schema says which there are. */
export const paramsSchema = recordSchema(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null()], 'must be a number, text, true, false or null'),
);

/** In the metric's unit, or in percent of the mean of the reference. */
const minChangeUnitSchema = z.enum(['absolute', 'percent']);
export type MinChangeUnit = z.infer<typeof minChangeUnitSchema>;
/** The smallest change that matters: a drift of a smaller estimated change is a warning at most. */
export const minChangeSchema = z.strictObject({
  value: z.number('must be a number above 0').gt(0, 'must be above 0').max(1e300, 'must be at most 1e300'),
  unit: minChangeUnitSchema,
});

/**
 * When a run takes the present as its reference by itself: never, when a retrain that its incident asked for is completed, or
 * so many days after the incident opened, by event time.
 */
export const adoptRuleSchema = z.enum(['never', 'on_completion', 'after_days']);
export type AdoptRule = z.infer<typeof adoptRuleSchema>;
const adoptAfterDaysSchema = z
  .number('must be a whole number of days')
  .int('must be a whole number of days')
  .min(1, 'must be at least 1')
  .max(3650, 'must be at most 3650');

/** What is wrong with a rule and its days together; null when they fit. */
export function adoptRuleFault(rule: AdoptRule, afterDays: number | null): string | null {
  if (rule === 'after_days') return afterDays === null ? 'is needed when adopt is after_days' : null;
  return afterDays === null ? null : `must be null when adopt is ${rule}`;
}

/** `shadow`: judges and stores readings, opens no incidents and asks for no jobs. */
export const detectorModeSchema = z.enum(['live', 'shadow']);

/** Fields of a detector as they are given. */
export const detectorFields = {
  model_pattern: patternSchema.default('*'),
  metric_pattern: patternSchema,
  method: z.string().max(100),
  adopt_after_days: adoptAfterDaysSchema,
};

/** What `POST /api/detectors` takes. `params` are checked against the method's own schema. */
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
    /** `live` unless given. */
    mode: detectorModeSchema.optional(),
  })
  .superRefine(({ adopt, adopt_after_days }, context) => {
    const message = adoptRuleFault(adopt, adopt_after_days);
    if (message !== null) context.addIssue({ code: 'custom', path: ['adopt_after_days'], message });
  });
export type DetectorInput = z.infer<typeof detectorInputSchema>;

/** What `PATCH` takes: any of the fields; `params` replaces all params. */
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
  /** How many series it watches now, and on how many of them an incident is open. */
  series_count: z.number(),
  open_incident_count: z.number(),
});
export type Detector = z.infer<typeof detectorSchema>;

/** One method of the registry, with the JSON Schema of its params: what a form needs. */
export const methodSchema = z.object({
  method: z.string(),
  label: z.string(),
  summary: z.string(),
  kind: z.enum(['chart', 'window', 'adaptive', 'binary', 'rule']),
  version: z.number(),
  /** The param that makes alarms rarer when raised; null when a person has to know it. */
  calibrated_param: z.string().nullable(),
  params_schema: z.record(z.string(), z.unknown()),
});
export type Method = z.infer<typeof methodSchema>;

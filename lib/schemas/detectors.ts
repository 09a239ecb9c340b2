import { z } from 'zod';
import { nameSchema, recordSchema } from './common';

/** `unstable`: the series wanders, so there is no level that could be judged. The worst last. */
export const levelSchema = z.enum(['insufficient_data', 'stable', 'unstable', 'warning', 'drift']);

/** How far a run that cannot judge yet has come, in points. */
export const learningSchema = z.object({ seen: z.number(), needed: z.number() });
export type Learning = z.infer<typeof learningSchema>;

/** A glob: `*` is any run of characters, `?` exactly one; everything else is itself. */
export const patternSchema = nameSchema;

/** Params by name; the method's own schema says which there are. */
export const paramsSchema = recordSchema(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null()], 'must be a number, text, true, false or null'),
);

/** What `POST /api/detectors` takes. `params` are checked against the method's own schema. */
export const detectorInputSchema = z.strictObject({
  name: nameSchema,
  model_pattern: patternSchema.default('*'),
  metric_pattern: patternSchema,
  method: z.string().max(100),
  params: paramsSchema.default({}),
  enabled: z.boolean().default(true),
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
    enabled: z.boolean(),
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
  enabled: z.boolean(),
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

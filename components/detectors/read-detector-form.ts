import type { Problem } from '@/lib/schemas/common';
import {
  type AdoptRule,
  type Detector,
  type DetectorInput,
  detectorInputSchema,
  type MinChangeUnit,
} from '@/lib/schemas/detectors';
import { type ParamField, parseParam } from './param-fields';

/** Offered for `after_days`. */
const defaultAdoptDays = 7;

/** What the form holds: every control's text as typed. */
export interface DetectorFormValues {
  name: string;
  model_pattern: string;
  metric_pattern: string;
  method: string;
  params: Record<string, string>;
  /** Empty: every change matters. */
  minChange: string;
  minChangeUnit: MinChangeUnit;
  adopt: AdoptRule;
  adoptAfterDays: string;
  enabled: boolean;
}

/** Messages by field: `name`, `metric_pattern`, `params.threshold`. */
export type FormErrors = Record<string, string>;

export function defaultParams(fields: ParamField[]): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [field.name, field.defaultText]));
}

/** The stored params as texts; one that the detector does not have yet gets its default. */
export function storedParams(fields: ParamField[], detector: Detector): Record<string, string> {
  const stored = fields.map(({ name, defaultText }) => {
    const value = detector.params[name];
    return [name, value === undefined ? defaultText : value === null ? '' : String(value)];
  });
  return Object.fromEntries(stored);
}

/** What the form holds of the rules of a detector; those of a new one by default. */
export function storedRules(
  detector?: Detector,
): Pick<DetectorFormValues, 'minChange' | 'minChangeUnit' | 'adopt' | 'adoptAfterDays'> {
  return {
    minChange: detector?.min_change ? String(detector.min_change.value) : '',
    minChangeUnit: detector?.min_change?.unit ?? 'absolute',
    adopt: detector?.adopt ?? 'on_completion',
    adoptAfterDays: String(detector?.adopt_after_days ?? defaultAdoptDays),
  };
}

const labels: Record<string, string> = {
  name: 'Name',
  model_pattern: 'Model pattern',
  metric_pattern: 'Metric pattern',
  'min_change.value': 'The smallest change',
  adopt_after_days: 'Days',
};

/** The typed text as a number, or as something that the schema refuses in its own words. */
function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** Checks what was typed against the API's schema and the method's limits. */
export function readDetectorForm(
  values: DetectorFormValues,
  fields: ParamField[],
): { input: DetectorInput; errors: FormErrors } {
  const errors: FormErrors = {};
  const params: DetectorInput['params'] = {};
  for (const field of fields) {
    const parsed = parseParam(field, values.params[field.name] ?? '');
    if (parsed.error === undefined) params[field.name] = parsed.value;
    else errors[`params.${field.name}`] = parsed.error;
  }
  const input: DetectorInput = {
    name: values.name.trim(),
    model_pattern: values.model_pattern.trim(),
    metric_pattern: values.metric_pattern.trim(),
    method: values.method,
    params,
    min_change:
      values.minChange.trim() === ''
        ? null
        : { value: numberOf(values.minChange), unit: values.minChangeUnit },
    adopt: values.adopt,
    adopt_after_days: values.adopt === 'after_days' ? numberOf(values.adoptAfterDays) : null,
    enabled: values.enabled,
  };
  const checked = detectorInputSchema.safeParse(input);
  for (const issue of checked.error?.issues ?? []) {
    const field = issue.path.join('.');
    errors[field] ??= `${labels[field] ?? field} ${issue.message}.`;
  }
  return { input, errors };
}

/** The server's faults by field; those that name no field of the form are `rest`. */
export function problemErrors(
  problem: Problem,
  fields: ParamField[],
): { errors: FormErrors; rest: string[] } {
  const known = new Set([
    'name',
    'model_pattern',
    'metric_pattern',
    'method',
    'min_change.value',
    'adopt_after_days',
    ...fields.map((field) => `params.${field.name}`),
  ]);
  const errors: FormErrors = {};
  const rest: string[] = [];
  for (const { field, message } of problem.errors ?? []) {
    if (field !== undefined && known.has(field)) errors[field] ??= message;
    else rest.push(field === undefined ? message : `${field}: ${message}`);
  }
  if (Object.keys(errors).length === 0 && rest.length === 0) rest.push(problem.detail);
  return { errors, rest };
}

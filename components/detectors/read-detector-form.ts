import type { Problem } from '@/lib/schemas/common';
import type { AdoptRule, Detector, DetectorInput, MinChangeUnit } from '@/lib/schemas/detectors';
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

const nameMaxLength = 200;
const maxAdoptDays = 3650;

/** The typed text as a number; nothing at all is none. */
function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

function nameFault(label: string, text: string): string | null {
  if (text === '') return `${label} must not be empty.`;
  return text.length > nameMaxLength ? `${label} must be at most ${nameMaxLength} characters.` : null;
}

function minChangeFault(value: number): string | null {
  if (Number.isNaN(value)) return 'The smallest change must be a number above 0.';
  return value > 0 ? null : 'The smallest change must be above 0.';
}

function daysFault(days: number): string | null {
  if (!Number.isInteger(days)) return 'Days must be a whole number of days.';
  if (days < 1) return 'Days must be at least 1.';
  return days > maxAdoptDays ? `Days must be at most ${maxAdoptDays}.` : null;
}

/** Checked by hand, as the API does: its schema would bring all of zod into the browser. */
function faultsOf({ name, model_pattern, metric_pattern, min_change, adopt_after_days }: DetectorInput) {
  return {
    name: nameFault('Name', name),
    model_pattern: nameFault('Model pattern', model_pattern),
    metric_pattern: nameFault('Metric pattern', metric_pattern),
    'min_change.value': min_change === null ? null : minChangeFault(min_change.value),
    adopt_after_days: adopt_after_days === null ? null : daysFault(adopt_after_days),
  };
}

/** Checks what was typed against the API's rules and the method's limits. */
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
  for (const [field, fault] of Object.entries(faultsOf(input))) if (fault !== null) errors[field] = fault;
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

import type { MetricDirection, MetricPatch } from '@/lib/schemas/metrics';

export interface MetricFormValues {
  unit: string;
  direction: MetricDirection;
  lower_bound: string;
  upper_bound: string;
}
export type MetricFormErrors = Partial<Record<keyof MetricFormValues, string>>;

function readBound(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** What the dialog's texts mean; an empty one takes the setting away. */
export function readMetricForm(values: MetricFormValues): { patch: MetricPatch; errors: MetricFormErrors } {
  const errors: MetricFormErrors = {};
  const lower = readBound(values.lower_bound);
  const upper = readBound(values.upper_bound);
  if (lower === undefined) errors.lower_bound = 'Must be a number, or empty for no bound.';
  if (upper === undefined) errors.upper_bound = 'Must be a number, or empty for no bound.';
  if (typeof lower === 'number' && typeof upper === 'number' && lower >= upper) {
    errors.upper_bound = `Must be above the lower bound of ${lower}.`;
  }
  const patch = {
    unit: values.unit.trim() === '' ? null : values.unit.trim(),
    direction: values.direction,
    lower_bound: lower ?? null,
    upper_bound: upper ?? null,
  };
  return { patch, errors };
}

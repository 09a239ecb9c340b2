import type { MetricDirection, MetricPatch } from '@/lib/schemas/metrics';
import { isTimeZone } from '@/lib/schemas/time-zone';

export interface MetricFormValues {
  unit: string;
  direction: MetricDirection;
  lower_bound: string;
  upper_bound: string;
  time_zone: string;
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
  const timeZone = values.time_zone.trim();
  if (timeZone !== '' && !isTimeZone(timeZone)) {
    errors.time_zone = `There is no time zone ${timeZone}. Names are like Europe/Berlin.`;
  }
  const patch = {
    unit: values.unit.trim() === '' ? null : values.unit.trim(),
    direction: values.direction,
    lower_bound: lower ?? null,
    upper_bound: upper ?? null,
    time_zone: timeZone === '' ? null : timeZone,
  };
  return { patch, errors };
}

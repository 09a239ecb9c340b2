import { formatNumber } from '@/lib/format';
import type { Detector, Method } from '@/lib/schemas/detectors';
import { paramFields } from './param-fields';

const mostShown = 3;

function valueText(value: unknown): string {
  if (typeof value === 'number') return formatNumber(value);
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}

/** `Threshold 5 σ · Reference 60 points`: the param that matters most first, unset ones left out. */
export function paramsSummary(detector: Detector, method: Method | undefined): string {
  if (!method) return '';
  const fields = paramFields(method.params_schema).toSorted(
    (a, b) => Number(b.name === method.calibrated_param) - Number(a.name === method.calibrated_param),
  );
  return fields
    .filter((field) => detector.params[field.name] !== undefined && detector.params[field.name] !== null)
    .slice(0, mostShown)
    .map((field) =>
      [field.label, valueText(detector.params[field.name]), field.unit].filter(Boolean).join(' '),
    )
    .join(' · ');
}

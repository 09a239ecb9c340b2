import { formatCount, formatInstant, formatNumber } from '@/lib/format';
import type { Detector, Method } from '@/lib/schemas/detectors';
import { isTime, type ParamField, paramFields } from './param-fields';

const maxShown = 3;

function valueText(value: unknown): string {
  if (typeof value === 'number') return formatNumber(value);
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}

/**
 * The unit of a value as it is: a unit text may say in brackets what it is with `scale` raw. In the metric's
 * own unit a number stands alone, since a detector may watch metrics of many units.
 */
function unitText(unit: string | undefined, scale: unknown): string {
  const [, standardised, raw] = unit?.match(/^(.+) \(raw: (.+)\)$/) ?? [undefined, unit ?? '', ''];
  const own = (scale === 'raw' && raw) || standardised || '';
  return own === "metric's unit" ? '' : own;
}

function paramText(field: ParamField, { params }: Detector): string {
  const value = params[field.name];
  if (isTime(field)) return `${field.label} ${formatInstant(Number(value))} UTC`;
  return [field.label, valueText(value), unitText(field.unit, params.scale)].filter(Boolean).join(' ');
}

/** What is not as in every detector: a smallest change, and another way to take a new level as normal. */
function rulesSummary({ min_change, adopt, adopt_after_days: days }: Detector): string[] {
  const ignored = min_change && `Ignores under ${formatNumber(min_change.value)}`;
  return [
    ...(ignored ? [min_change.unit === 'percent' ? `${ignored} %` : ignored] : []),
    ...(adopt === 'after_days' && days !== null
      ? [`New level normal after ${formatCount(days, 'day')}`]
      : []),
    ...(adopt === 'never' ? ['New level never normal by itself'] : []),
  ];
}

/** A method with a budget of its own keeps to it by itself. */
const budgetParam = 'false_alarm_every';

/**
 * How often a detector may be wrong, in a few words: `1 in 10,000 points`, or the threshold that says so; of
 * a rule its limits.
 */
export function budgetSummary(detector: Detector, method: Method | undefined): string {
  if (!method) return '';
  const param = method.calibrated_param;
  if (param === budgetParam) return `1 in ${formatCount(Number(detector.params[param]), 'point')}`;
  const names = param === null ? ['lower', 'upper'] : [param];
  return paramFields(method.params_schema)
    .filter(({ name }) => names.includes(name) && detector.params[name] != null)
    .map((field) => paramText(field, detector).replace('standard deviations', 'sd'))
    .join(' · ');
}

/**
 * `Threshold 5 standard deviations · Reference size 60 points`: the param that matters most first, unset ones
 * left out.
 */
export function paramsSummary(detector: Detector, method: Method | undefined): string {
  if (!method) return '';
  const fields = paramFields(method.params_schema).toSorted(
    (a, b) => Number(b.name === method.calibrated_param) - Number(a.name === method.calibrated_param),
  );
  const params = fields
    .filter((field) => detector.params[field.name] !== undefined && detector.params[field.name] !== null)
    .slice(0, maxShown)
    .map((field) => paramText(field, detector));
  return [...params, ...rulesSummary(detector)].join(' · ');
}

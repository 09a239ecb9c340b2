import { formatNumber } from '@/lib/format';

export interface ValueAxis {
  domain: [number, number];
  ticks: number[];
  format: (value: number) => string;
}

/** The round step (1, 2 or 5 times a power of ten) that cuts `span` into at most `count` pieces. */
function roundStep(span: number, count: number): number {
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10;
  return step * power;
}

const suffixes: [number, string][] = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e4, 'k'],
];

/**
 * Ticks are written alike: the same suffix and the same decimals on all of them, enough to tell neighbours
 * apart. A step too fine for a suffix (1e12 + 1, 1e12 + 2) keeps all its digits.
 */
function tickFormat(largest: number, step: number): (value: number) => string {
  if (largest >= 1e15 || (largest > 0 && largest < 1e-4)) {
    const power = (value: number) => Math.floor(Math.log10(value) + 1e-9);
    const digits = Math.min(15, Math.max(0, power(largest) - power(step)));
    return (value) =>
      value === 0 ? '0' : value.toExponential(digits).replace('e+', 'e').replaceAll('-', '−');
  }
  const [divisor, suffix] = suffixes.find(([size]) => largest >= size && step >= size / 1e4) ?? [1, ''];
  const unit = suffix === 'k' ? 1e3 : divisor;
  const decimals = Math.min(8, Math.max(0, Math.ceil(-Math.log10(step / unit) - 1e-9)));
  const number = new Intl.NumberFormat('en-GB', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return (value) => `${number.format(value / unit)}${suffix}`.replace(/^-(?=.*[1-9])/, '−').replace(/^-/, '');
}

/** What the metric's values can be at all; null on a side that has no end. */
export interface ValueBounds {
  lower: number | null;
  upper: number | null;
}

const unbounded: ValueBounds = { lower: null, upper: null };

/** A share that has only ever been in 0..1 stays there; other metrics have the bounds that they are given. */
export function boundsOf(
  unit: string | null,
  given: ValueBounds,
  lowest: number,
  highest: number,
): ValueBounds {
  const isShare = unit === '1' && lowest >= 0 && highest <= 1;
  return isShare ? { lower: given.lower ?? 0, upper: given.upper ?? 1 } : given;
}

/** The ends of the axis, cut at the bounds where the data keep to them: no accuracy reads 1.05. */
function withinValueBounds(
  [low, high]: [number, number],
  { lower, upper }: ValueBounds,
  data: [number, number],
): [number, number] {
  return [
    lower !== null && low < lower && data[0] >= lower ? lower : low,
    upper !== null && high > upper && data[1] <= upper ? upper : high,
  ];
}

/**
 * A value axis that fits the data rather than starting at zero. A constant series gets room around its value,
 * so that its line lies in the middle instead of on the frame.
 * @param count Into how many pieces the ticks cut the axis at most.
 * @param bounds What the metric's values can be; the axis ends there.
 */
export function valueAxis(
  lowest: number,
  highest: number,
  count: number,
  bounds: ValueBounds = unbounded,
): ValueAxis {
  const isFlat = highest - lowest <= Math.max(Math.abs(highest), Math.abs(lowest)) * 1e-12;
  const room = isFlat ? Math.abs(highest) * 0.1 || 1 : 0;
  const low = lowest - room;
  const high = highest + room;
  const step = roundStep(high - low, count);
  if (!Number.isFinite(step) || step === 0) {
    return { domain: [lowest, highest], ticks: [lowest, highest], format: formatNumber };
  }
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  // Multiples of the step, not repeated sums: 0.1 + 0.2 must not become a tick.
  const all = Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(15)),
  );
  const domain = withinValueBounds([all[0] ?? low, all.at(-1) ?? high], bounds, [lowest, highest]);
  const inside = all.filter((tick) => tick >= domain[0] && tick <= domain[1]);
  const ticks = inside.length >= 2 ? inside : [...domain];
  return { domain, ticks, format: tickFormat(Math.max(Math.abs(domain[0]), Math.abs(domain[1])), step) };
}

/** The axis with the unit on its top tick, where it is read. */
export function withUnit(axis: ValueAxis, unit: string): ValueAxis {
  if (unit === '') return axis;
  const top = axis.ticks.at(-1);
  return { ...axis, format: (value) => `${axis.format(value)}${value === top ? ` ${unit}` : ''}` };
}

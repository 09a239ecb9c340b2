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
 * Ticks are written alike: the same suffix and the same decimals on all of them, enough to tell neighbours apart. A
 * step too fine for a suffix (1e12 + 1, 1e12 + 2) keeps all its digits.
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

/**
 * A value axis that fits the data rather than starting at zero. A constant series gets room around its value, so that
 * its line lies in the middle instead of on the frame.
 */
export function valueAxis(lowest: number, highest: number, count: number): ValueAxis {
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
  const ticks = Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(15)),
  );
  const domain: [number, number] = [ticks[0] ?? low, ticks.at(-1) ?? high];
  return { domain, ticks, format: tickFormat(Math.max(Math.abs(domain[0]), Math.abs(domain[1])), step) };
}

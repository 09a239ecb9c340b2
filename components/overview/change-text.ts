import { formatUnit } from '@/lib/format';
import type { OpenChange, OverviewRow } from '@/lib/schemas/overview';

const minus = '−';
const withMinus = (text: string) => text.replace(/^-/, minus);

/**
 * So many decimals as the noise of a series leaves meaning to: a hundredth of it is nothing anybody can see.
 */
export function decimalsOfNoise(sd: number | null, level: number): number {
  const scale = sd !== null && sd > 0 ? sd : Math.abs(level) / 1000;
  if (scale === 0) return 0;
  return Math.max(0, Math.min(6, Math.ceil(-Math.log10(scale))));
}

/**
 * `0.892`, `12,345`, `1.2e12`: always with so many decimals, so that numbers beneath each other can be
 * compared.
 */
export function fixed(value: number, decimals: number): string {
  const size = Math.abs(value);
  if (size >= 1e9 || (size !== 0 && size < 1e-6)) return withMinus(value.toExponential(2).replace('e+', 'e'));
  return withMinus(
    new Intl.NumberFormat('en-GB', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    }).format(value),
  );
}

/** `−8.0 sd`; always signed, and from ten on whole. */
export function effectText(effect: number): string {
  const size = Math.abs(effect);
  const digits = size >= 10 ? Math.round(size).toLocaleString('en-GB') : size.toFixed(1);
  return `${effect < 0 ? minus : '+'}${size >= 1000 ? '>1,000' : digits} sd`;
}

/** `region=eu version=2026.11` */
export function labelsText(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

/** The level before and after, with the decimals that the noise of the series allows. */
export function levelsText({ before, after, sd, unit }: OpenChange): {
  before: string | null;
  after: string;
} {
  const decimals = decimalsOfNoise(sd, after);
  const name = formatUnit(unit);
  return {
    before: before === null ? null : fixed(before, decimals),
    after: `${fixed(after, decimals)}${name === '' ? '' : ` ${name}`}`,
  };
}

const steps: [number, string][] = [
  [365.25 * 86_400_000, 'year'],
  [30.44 * 86_400_000, 'month'],
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
];

/** `26 hours`, `8 days`: of the larger units two at least, so that 26 hours are not a day. */
export function durationText(ms: number): string {
  for (const [size, unit] of steps) {
    const count = Math.floor(ms / size);
    if (count >= 2 || (unit === 'minute' && count >= 1)) return `${count} ${unit}${count === 1 ? '' : 's'}`;
  }
  return 'less than a minute';
}

/** `56 of 256 points, about 8 days to go` */
export function learningText(learning: NonNullable<OverviewRow['learning']>): string {
  const { seen, needed, remaining_ms } = learning;
  const number = (count: number) => count.toLocaleString('en-GB');
  const time = !remaining_ms ? '' : `, about ${durationText(remaining_ms)} to go`;
  return `${number(seen)} of ${number(needed)} points${time}`;
}

/** Whether a change is for the better; null where neither way is, or nothing is known. */
export function isBetter({ before, after, direction }: OpenChange): boolean | null {
  if (before === null || direction === 'two_sided' || after === before) return null;
  return after > before === (direction === 'higher_is_better');
}

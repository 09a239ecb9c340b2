import { formatCount, formatFixed, formatInstant, formatUnit } from '@/lib/format';
import type { ChartRow } from './chart-rows';
import type { ChartIncident, ChartWindows } from './chart-windows';

interface Shown {
  rows: readonly ChartRow[];
  windows: ChartWindows;
  incidents: readonly ChartIncident[];
  decimals: number;
  unit: string | null;
  /** The IANA zone of times. */
  zone: string;
}

function describeBand({ lower, upper }: ChartWindows, write: (value: number) => string): string {
  if (lower !== null && upper !== null) return `${write(lower)} to ${write(upper)}`;
  if (lower !== null) return `${write(lower)} and above`;
  return upper === null ? '' : `${write(upper)} and below`;
}

function isOutside(row: ChartRow, { lower, upper, reference }: ChartWindows): boolean {
  if (row.value === null || row.ms < (reference?.fromMs ?? Number.NEGATIVE_INFINITY)) return false;
  const [low, high] = row.band ?? [row.value, row.value];
  return (lower !== null && low < lower) || (upper !== null && high > upper);
}

/** What a chart shows, in a sentence or three, for those who do not see it. */
export function summaryOf({ rows, windows, incidents, decimals, unit, zone }: Shown): string {
  const values = rows.filter((row) => row.value !== null);
  const first = values[0];
  const last = values.at(-1);
  if (!first || !last || last.value === null) return 'No points in this range.';
  const name = formatUnit(unit);
  const write = (value: number) => `${formatFixed(value, decimals)}${name === '' ? '' : ` ${name}`}`;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let pointCount = 0;
  let outsideCount = 0;
  for (const row of values) {
    low = Math.min(low, row.band?.[0] ?? low);
    high = Math.max(high, row.band?.[1] ?? high);
    pointCount += row.count;
    if (isOutside(row, windows)) outsideCount++;
  }
  const band = describeBand(windows, write);
  const open = incidents.filter(({ resolvedMs }) => resolvedMs === null);
  return [
    `${formatCount(pointCount, 'point')} from ${formatInstant(first.ms, zone)} to ${formatInstant(last.ms, zone)}: lowest ${write(low)}, highest ${write(high)}, last ${write(last.value)}.`,
    windows.reference && `The mean of the reference is ${write(windows.reference.mean)}.`,
    band !== '' &&
      `Ordinary values are ${band}; ${outsideCount === 0 ? 'none lies' : outsideCount === 1 ? 'one lies' : `${outsideCount} lie`} outside.`,
    incidents.length > 0 && `${formatCount(incidents.length, 'incident')}, ${open.length} open.`,
  ]
    .filter(Boolean)
    .join(' ');
}

import type { TimeSpan } from '@/components/charts/chart-group';

interface Query {
  get(name: string): string | null;
}

/** A window as it stands in the address: `2026-11-01T00:00:00.000Z~2026-11-08T00:00:00.000Z`. */
export function readSpan(text: string | null): TimeSpan | null {
  const [fromMs = Number.NaN, toMs = Number.NaN] = (text ?? '').split('~').map((part) => Date.parse(part));
  return fromMs < toMs ? { fromMs, toMs } : null;
}

export function writeSpan(span: TimeSpan | null): string | null {
  return span && `${new Date(span.fromMs).toISOString()}~${new Date(span.toMs).toISOString()}`;
}

/** Which label the series are grouped by, and which two of its values are compared. */
export interface Grouping {
  label: string | null;
  compared: [string, string] | null;
  isSideBySide: boolean;
}

export function readGrouping(query: Query): Grouping {
  const label = query.get('group') || null;
  const [first, second, ...more] = (query.get('vs') ?? '').split('~');
  const isPair = label !== null && first && second && first !== second && more.length === 0;
  return {
    label,
    compared: isPair ? [first, second] : null,
    isSideBySide: label !== null && query.get('side') === '1',
  };
}

/** The ids of a list in the address; what is no id is left out. */
export function readIds(text: string | null): number[] {
  return (text ?? '')
    .split(',')
    .map(Number)
    .filter((id) => Number.isInteger(id) && id > 0);
}

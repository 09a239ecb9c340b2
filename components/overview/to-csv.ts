import type { ShownRow } from './arrange-rows';
import { labelsText } from './change-text';
import { stateOf } from './state';

const header = [
  'model',
  'state',
  'metric',
  'labels',
  'before',
  'after',
  'effect_sd',
  'since',
  'open_incidents',
  'job',
  'last_data',
  'series',
];

/** Names come from outside: one that a spreadsheet would take for a formula gets an apostrophe in front. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The rows of the table as RFC 4180 has it, numbers with all their digits. */
export function toCsv(rows: ShownRow[]): string {
  const lines = rows.map(({ row, change, series }) => [
    row.id,
    stateOf(row.health),
    change?.metric ?? series?.metric ?? null,
    labelsText(change?.labels ?? series?.labels ?? {}),
    change?.before ?? null,
    change?.after ?? series?.last_value ?? null,
    change?.effect ?? null,
    change ? (change.onset_ts ?? change.opened_ts) : null,
    row.open_incident_count,
    row.open_job?.status ?? null,
    row.last_ts,
    row.series_count,
  ]);
  return `${[header, ...lines].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}

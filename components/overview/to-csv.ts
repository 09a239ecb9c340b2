import { csvLine } from '@/lib/csv-line';
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

/** The rows of the table as CSV, numbers with all their digits. */
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
  return [header, ...lines].map(csvLine).join('');
}

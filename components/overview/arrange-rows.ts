import type { OpenChange, Overview, OverviewRow } from '@/lib/schemas/overview';
import { changesByModel, lastChanges, matchingAnyState, matchingRows, parseRowQuery } from './row-query';
import { type State, stateOf, states } from './state';

export const sortKeys = ['state', 'model', 'change', 'incidents', 'job', 'last_data', 'series'] as const;
export type SortKey = (typeof sortKeys)[number];

export interface Sort {
  key: SortKey;
  isDescending: boolean;
}

/** What the address says of the table. */
export interface TableView {
  query: string;
  sort: Sort;
  /** The label by whose values the rows are grouped. */
  groupBy: string | null;
}

/** A row with the change it shows: the worst of those that the query is about. */
export interface ShownRow {
  row: OverviewRow;
  change: OpenChange | null;
  /** The series that stands for the model when no change does; null in a group that it is not of. */
  series: OverviewRow['series'];
}

export type TableLine = { kind: 'group'; label: string; count: number } | ({ kind: 'row' } & ShownRow);

export interface Arrangement {
  lines: TableLine[];
  /** Models found. */
  rowCount: number;
  /** How many the rest of the query finds of each state. */
  counts: Record<State, number>;
}

const defaultSort: Sort = { key: 'state', isDescending: false };

/** `-change` is by change, the largest first; what is not known is the order of urgency. */
export function parseSort(text: string | null | undefined): Sort {
  const isDescending = text?.startsWith('-') ?? false;
  const key = sortKeys.find((one) => one === (isDescending ? text?.slice(1) : text));
  return key ? { key, isDescending } : defaultSort;
}

/** Null for the order of urgency, which needs no word in the address. */
export function sortText({ key, isDescending }: Sort): string | null {
  if (key === defaultSort.key && !isDescending) return null;
  return `${isDescending ? '-' : ''}${key}`;
}

const collator = new Intl.Collator('en', { numeric: true });
const jobOrder = ['pending_approval', 'deferred', 'queued', 'leased', 'running', 'verifying'];

/** What is compared; the smaller comes first when ascending. Null goes last either way. */
function sortValue({ row, change }: ShownRow, key: SortKey): number | string | null {
  switch (key) {
    case 'model':
      return row.id;
    case 'change':
      return change?.effect == null ? null : Math.abs(change.effect);
    case 'incidents':
      return row.open_incident_count || null;
    case 'job':
      return row.open_job ? jobOrder.indexOf(row.open_job.status) : null;
    case 'last_data':
      return row.last_ts === null ? null : Date.parse(row.last_ts);
    case 'series':
      return row.series_count;
    default:
      return states.indexOf(stateOf(row.health));
  }
}

function compareValues(one: number | string, other: number | string): number {
  return typeof one === 'string' || typeof other === 'string'
    ? collator.compare(String(one), String(other))
    : one - other;
}

/** Of two that are equal the larger change comes first. */
const bySize = (one: ShownRow, other: ShownRow) =>
  Math.abs(other.change?.effect ?? 0) - Math.abs(one.change?.effect ?? 0);

function sorted(shown: ShownRow[], { key, isDescending }: Sort): ShownRow[] {
  const keyed = shown.map((item) => ({ item, value: sortValue(item, key) }));
  return keyed
    .sort((one, other) => {
      if (one.value === null || other.value === null) {
        if (one.value !== other.value) return one.value === null ? 1 : -1;
      } else {
        const order = compareValues(one.value, other.value);
        if (order !== 0) return isDescending ? -order : order;
      }
      return bySize(one.item, other.item) || one.item.row.place - other.item.row.place;
    })
    .map(({ item }) => item);
}

/**
 * A model is in the group of each value that it has of the label, there with its worst change of that value.
 */
function grouped(rows: OverviewRow[], changes: Map<string, OpenChange[]>, label: string) {
  const groups = new Map<string, ShownRow[]>();
  const none: ShownRow[] = [];
  for (const row of rows) {
    const own = changes.get(row.id) ?? [];
    const values = row.labels[label] ?? [];
    if (values.length === 0) none.push({ row, change: own[0] ?? null, series: row.series });
    for (const value of values) {
      const shown = {
        row,
        change: own.find(({ labels }) => labels[label] === value) ?? null,
        series: row.series?.labels[label] === value ? row.series : null,
      };
      const held = groups.get(value);
      if (held) held.push(shown);
      else groups.set(value, [shown]);
    }
  }
  const named = [...groups].sort(([one], [other]) => collator.compare(one, other));
  return [
    ...named.map(([value, shown]) => ({ label: `${label}=${value}`, shown })),
    ...(none.length > 0 ? [{ label: `no ${label}`, shown: none }] : []),
  ];
}

/**
 * The lines of the table as the address asks for them. Pure, so that the server draws the same first lines as
 * the browser.
 */
export function arrangeRows(
  overview: Pick<Overview, 'rows' | 'changes' | 'at'>,
  view: TableView,
): Arrangement {
  const terms = parseRowQuery(view.query);
  const changes = changesByModel(overview.changes, terms);
  const context = { lastChange: lastChanges(overview.changes), nowMs: Date.parse(overview.at) };
  const rows = matchingRows(overview.rows, terms, context);
  const counts = Object.fromEntries(states.map((state) => [state, 0])) as Record<State, number>;
  for (const row of matchingAnyState(overview.rows, terms, context)) counts[stateOf(row.health)] += 1;
  const toLines = (shown: ShownRow[]) =>
    sorted(shown, view.sort).map((item) => ({ kind: 'row' as const, ...item }));
  const lines: TableLine[] =
    view.groupBy === null
      ? toLines(rows.map((row) => ({ row, change: changes.get(row.id)?.[0] ?? null, series: row.series })))
      : grouped(rows, changes, view.groupBy).flatMap(({ label, shown }) => [
          { kind: 'group' as const, label, count: shown.length },
          ...toLines(shown),
        ]);
  return { lines, rowCount: rows.length, counts };
}

/** The names of labels that there are, for grouping; those on most models first. */
export function labelNames(rows: OverviewRow[]): string[] {
  const found = new Map<string, number>();
  for (const { labels } of rows)
    for (const name of Object.keys(labels)) found.set(name, (found.get(name) ?? 0) + 1);
  return [...found].sort((one, other) => other[1] - one[1]).map(([name]) => name);
}

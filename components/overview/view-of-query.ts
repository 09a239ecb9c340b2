import { parseSort, type TableView } from './arrange-rows';

/** The columns beside the name of the model, in their order. */
export const columns = ['state', 'change', 'trend', 'incidents', 'job', 'last_data', 'series'] as const;
export type Column = (typeof columns)[number];

/** What is shown until somebody chooses. */
export const usualColumns: Column[] = ['state', 'change', 'trend', 'incidents', 'job', 'last_data'];

export const columnLabels: Record<Column, string> = {
  state: 'State',
  change: 'Worst change',
  trend: 'Last 30 days',
  incidents: 'Incidents',
  job: 'Job',
  last_data: 'Last data',
  series: 'Series',
};

/** A reader of the query string: of the browser's or of what a page is given. */
type ReadParam = (name: string) => string | null;

/** The table that an address asks for. */
export function viewOfQuery(read: ReadParam): TableView & { columns: Column[] } {
  const chosen = read('cols')?.split(',');
  return {
    query: read('q') ?? '',
    sort: parseSort(read('sort')),
    groupBy: read('group') || null,
    columns: chosen ? columns.filter((column) => chosen.includes(column)) : usualColumns,
  };
}

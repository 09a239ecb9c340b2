import { DriftwatchError, type FieldError } from '../../errors';
import type { CsvQuery } from '../../schemas/ingest';

/** Where a point's field comes from: a column, or one text for all rows. */
export type Source = { column: number } | { text: string };

export interface CsvColumns {
  /** The names of the header, trimmed. */
  names: string[];
  modelId: Source;
  /** One point for each in every row; in the wide form the metric is the name of the value's column. */
  values: { column: number; metric: Source }[];
  ts: number | null;
  labels: { name: string; column: number }[];
}

/** The parameters of the query that name columns. */
type ColumnParameter =
  | 'model_id_column'
  | 'metric_column'
  | 'value_column'
  | 'value_columns'
  | 'ts_column'
  | 'label_columns';

/** How much of a header an error repeats. */
const maxListed = 500;

function listOf(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(',').map((name) => name.trim());
}

/** Finds the columns of a header; the error names every parameter that does not fit. */
export function csvColumns(header: string[], query: CsvQuery): CsvColumns {
  const names = header.map((name) => name.trim());
  const faults: FieldError[] = [];
  const there = () =>
    names
      .slice(0, maxListed)
      .map((name) => JSON.stringify(name.slice(0, maxListed)))
      .join(', ')
      .slice(0, maxListed);

  const places = new Map<string, number>();
  const repeated = new Set<string>();
  for (const [column, name] of names.entries()) {
    if (places.has(name)) repeated.add(name);
    else places.set(name, column);
  }

  const find = (name: string, parameter: ColumnParameter): number => {
    const column = places.get(name) ?? -1;
    if (column < 0) {
      const message = `there is no column ${JSON.stringify(name)}; the header has ${there()}`;
      faults.push({ line: 1, field: parameter, message });
    } else if (repeated.has(name)) {
      faults.push({ line: 1, field: parameter, message: `there are two columns ${JSON.stringify(name)}` });
    }
    return column;
  };
  const sourceOf = (text: string | undefined, name: string, parameter: ColumnParameter): Source =>
    text === undefined ? { column: find(name, parameter) } : { text };

  const wide = listOf(query.value_columns);
  const columns: CsvColumns = {
    names,
    modelId: sourceOf(query.model_id, query.model_id_column ?? 'model_id', 'model_id_column'),
    values:
      wide.length > 0
        ? wide.map((name) => ({ column: find(name, 'value_columns'), metric: { text: name } }))
        : [
            {
              column: find(query.value_column ?? 'value', 'value_column'),
              metric: sourceOf(query.metric, query.metric_column ?? 'metric', 'metric_column'),
            },
          ],
    ts:
      query.ts_column === undefined && !names.includes('ts')
        ? null
        : find(query.ts_column ?? 'ts', 'ts_column'),
    labels: listOf(query.label_columns).map((name) => ({ name, column: find(name, 'label_columns') })),
  };
  if (faults.length === 0) return columns;
  const [first] = faults;
  const detail = `nothing was stored: line 1 ${first?.field} ${first?.message}`;
  throw new DriftwatchError('INVALID_INPUT', detail, { errors: faults });
}

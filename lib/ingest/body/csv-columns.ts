import { DriftwatchError, type FieldError } from '../../errors';
import type { CsvQuery } from '../../schemas/ingest';
import { severalTimesFault, unnamedFault } from './csv-faults';
import { CsvHeader, type SayHow } from './csv-header';

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

/** The parameters of the query that say what becomes of columns. */
type ColumnParameter =
  | 'model_id_column'
  | 'metric_column'
  | 'value_column'
  | 'value_columns'
  | 'ts_column'
  | 'label_columns'
  | 'ignore_columns';

/** How a parameter of the query is given. */
export const sayParameter: SayHow = (parameter, value) => `${parameter}=${value}`;

function listOf(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(',').map((name) => name.trim());
}

/**
 * Finds the columns of a header; the error names every parameter that does not fit. A column that nothing
 * names is an error too, unless they are to be ignored: it may be the times under another name.
 */
export function csvColumns(fields: string[], query: CsvQuery): CsvColumns {
  const header = new CsvHeader(fields);
  const faults: FieldError[] = [];
  const fault = (field: ColumnParameter, message: string) => faults.push({ line: 1, field, message });

  const find = (name: string, parameter: ColumnParameter): number => {
    const found = header.find(name);
    if ('column' in found) return found.column;
    fault(parameter, found.fault + header.delimiterHint(query.delimiter, sayParameter));
    return -1;
  };
  const sourceOf = (text: string | undefined, name: string, parameter: ColumnParameter): Source =>
    text === undefined ? { column: find(name, parameter) } : { text };
  /** To be asked last: it looks among the columns that have no other use. */
  const findTimes = (): number | null => {
    if (query.ts_column !== undefined)
      return query.ts_column === '' ? null : find(query.ts_column, 'ts_column');
    const [name, ...others] = header.timeCandidates();
    if (name === undefined) return null;
    if (others.length === 0) return find(name, 'ts_column');
    fault('ts_column', severalTimesFault([name, ...others], sayParameter('ts_column', 'NAME')));
    return null;
  };

  const wide = listOf(query.value_columns);
  const columns: CsvColumns = {
    names: header.names,
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
    labels: listOf(query.label_columns).map((name) => ({ name, column: find(name, 'label_columns') })),
    ts: findTimes(),
  };
  const unnamed = header.unnamed();
  if (faults.length === 0 && unnamed.length > 0 && !query.ignore_columns) {
    const settings = {
      name: 'ts_column, value_columns or label_columns',
      ignore: sayParameter('ignore_columns', 'true'),
    };
    fault('ignore_columns', unnamedFault(unnamed, settings));
  }
  if (faults.length === 0) return columns;
  const [first] = faults;
  const detail = `nothing was stored: line 1 ${first?.field} ${first?.message}`;
  throw new DriftwatchError('INVALID_INPUT', detail, { errors: faults });
}

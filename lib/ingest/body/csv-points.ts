import { DriftwatchError, type FieldError, faultyInput, maxListedErrors } from '../../errors';
import type { CsvQuery } from '../../schemas/ingest';
import type { PointInput } from '../../schemas/metrics';
import type { PointLimits } from '../read-point';
import { instantCell, isOtherDecimal, numberCell } from './csv-cells';
import { type CsvColumns, csvColumns, type Source, sayParameter } from './csv-columns';
import { emptyFault, fieldCountFault } from './csv-faults';
import { behindQuoteHint, decimalHint } from './csv-hints';
import { type CsvRecord, CsvRecords } from './csv-records';
import { addPoint, isBlank, type PointBuffer, type PointReader } from './point-reader';

/** Ids, names and labels come without the blanks around them, as numbers do. */
function textOf(source: Source, fields: string[]): string {
  return 'text' in source ? source.text : (fields[source.column] ?? '').trim();
}

/** Widest table. */
const maxColumns = 10_000;

/** Literals, since spreading a row into each point takes several times as long. */
function candidateOf(
  model_id: string,
  metric: string,
  value: number | string,
  ts: number | string | null,
  labels: Record<string, string> | null,
): object {
  if (labels === null) return ts === null ? { model_id, metric, value } : { model_id, metric, value, ts };
  return ts === null ? { model_id, metric, value, labels } : { model_id, metric, value, ts, labels };
}

/** Rows under a header; blank lines and empty values are nothing. */
export class CsvPoints implements PointReader {
  private readonly records: CsvRecords;
  private columns: CsvColumns | null = null;
  /** Columns of the wide form that have given a point, so that their metric is a valid name. */
  private readonly proven = new Set<number>();
  /** How many faults of cells have been put into words. */
  private described = 0;

  constructor(
    private readonly query: CsvQuery,
    private readonly limit: PointLimits,
  ) {
    this.records = new CsvRecords(query.delimiter);
  }

  /** The column that the times come from; null when the points get the time of their arrival. */
  get timeColumn(): string | null {
    const { ts = null, names = [] } = this.columns ?? {};
    return ts === null ? null : (names[ts] ?? null);
  }

  read(line: string, at: number, into: PointBuffer): FieldError[] {
    const record = this.records.push(line, at);
    return record ? this.add(record, into) : [];
  }

  end(into: PointBuffer): FieldError[] {
    const record = this.records.close();
    const faults = record ? this.add(record, into) : [];
    if (this.columns || faults.length > 0) return faults;
    throw new DriftwatchError('INVALID_INPUT', emptyFault('the body'));
  }

  private add({ line, fields, fault }: CsvRecord, into: PointBuffer): FieldError[] {
    if (fault !== null) {
      const message = fault.message + behindQuoteHint(fault, this.query.delimiter, sayParameter);
      const faults = [{ line, message }];
      // Whatever one skipped of such a body would be a guess.
      if (this.columns === null || (fault.isEndless && this.query.skip_invalid))
        throw faultyInput(faults, 'the body cannot be read');
      into.invalid += 1;
      return faults;
    }
    if (fields.length === 1 && isBlank(fields[0] ?? '')) return [];
    if (this.columns === null) {
      if (fields.length > maxColumns) {
        const message = `the header has ${fields.length} columns; at most ${maxColumns} are read`;
        throw new DriftwatchError('INVALID_INPUT', message, { errors: [{ line, message }] });
      }
      this.columns = csvColumns(fields, this.query);
      return [];
    }
    const { names } = this.columns;
    if (fields.length === names.length) return this.addRow(this.columns, line, fields, into);
    into.invalid += 1;
    return [{ line, message: fieldCountFault(fields, names, this.query.delimiter, sayParameter) }];
  }

  private addRow(columns: CsvColumns, line: number, fields: string[], into: PointBuffer): FieldError[] {
    const { decimal } = this.query;
    const labels = this.labelsOf(columns, fields);
    const modelId = textOf(columns.modelId, fields);
    const ts = columns.ts === null ? null : instantCell(fields[columns.ts] ?? '');
    const faults: FieldError[] = [];
    /** Its model, time and labels hold for the whole row, and are checked once. */
    let first: PointInput | undefined;
    let isRowBad = false;
    for (const { column, metric } of columns.values) {
      const text = (fields[column] ?? '').trim();
      if (text === '') continue;
      // What is no number or time stays a text, and the schema of points says what is wrong with it.
      const value = numberCell(text, decimal) ?? text;
      if (first && this.proven.has(column) && typeof value === 'number') {
        into.points.push({ ...first, metric: textOf(metric, fields), value });
        into.lines.push(line);
        continue;
      }
      // Nobody will read why: a fault is counted without asking the schema, which takes most of the time.
      if (this.described >= maxListedErrors && (isRowBad || typeof value !== 'number')) {
        into.invalid += 1;
        faults.push({ line, message: 'is not valid' });
        continue;
      }
      const name = textOf(metric, fields);
      const point = first
        ? candidateOf(first.model_id, name, value, null, null)
        : candidateOf(modelId, name, value, ts, labels);
      const found = addPoint(point, line, into, this.limit, (field) => {
        isRowBad ||= field !== 'value' && field !== 'metric';
        return this.nameOf(columns, field, column);
      });
      this.described += found.length;
      if (found.length > 0) {
        const hint = isOtherDecimal(text, decimal) ? decimalHint(decimal, sayParameter) : '';
        const valueName = columns.names[column];
        for (const fault of found)
          faults.push(fault.field === valueName ? { ...fault, message: fault.message + hint } : fault);
      } else if (columns.values.length > 1) {
        if (first) into.points[into.points.length - 1] = { ...first, metric: name, value: value as number };
        else first = into.points.at(-1);
        this.proven.add(column);
      }
    }
    return faults;
  }

  private labelsOf({ labels }: CsvColumns, fields: string[]): Record<string, string> | null {
    if (labels.length === 0) return null;
    const given = labels.map(({ name, column }) => [name, (fields[column] ?? '').trim()]);
    return Object.fromEntries(given.filter(([, value]) => value !== ''));
  }

  /**
   * The column a field was read from; a text of the query keeps the field's name, which is the parameter's.
   */
  private nameOf({ names, modelId, values, ts }: CsvColumns, field: string, valueColumn: number): string {
    if (field.startsWith('labels.')) return field.slice('labels.'.length);
    const [value] = values;
    const source: Source | undefined = {
      model_id: modelId,
      metric: value?.metric,
      value: { column: valueColumn },
      ...(ts !== null && { ts: { column: ts } }),
    }[field];
    return source && 'column' in source ? (names[source.column] ?? field) : field;
  }
}

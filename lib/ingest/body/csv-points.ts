import { DriftwatchError, type FieldError, faultyInput } from '../../errors';
import type { CsvQuery } from '../../schemas/ingest';
import type { PointLimits } from '../read-point';
import { instantCell, isOtherDecimal, numberCell } from './csv-cells';
import { type CsvColumns, csvColumns, type Source, sayParameter } from './csv-columns';
import { behindQuoteHint, decimalHint, surplusHint } from './csv-hints';
import { type CsvRecord, CsvRecords } from './csv-records';
import { addPoint, type PointBuffer, type PointReader } from './point-reader';

/** Ids, names and labels come without the blanks around them, as numbers do. */
function textOf(source: Source, fields: string[]): string {
  return 'text' in source ? source.text : (fields[source.column] ?? '').trim();
}

/** Rows under a header; blank lines and empty values are nothing. */
export class CsvPoints implements PointReader {
  private readonly records: CsvRecords;
  private columns: CsvColumns | null = null;

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
    throw new DriftwatchError('INVALID_INPUT', 'the body is empty; its first line must name the columns');
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
    const isBlank = fields.length === 1 && fields[0]?.trim() === '';
    if (isBlank) return [];
    if (this.columns === null) {
      this.columns = csvColumns(fields, this.query);
      return [];
    }
    const { names } = this.columns;
    if (fields.length === names.length) return this.addRow(this.columns, line, fields, into);
    into.invalid += 1;
    const message = `has ${fields.length} fields where the header has ${names.length}`;
    return [{ line, message: message + surplusHint(fields, names, this.query.delimiter, sayParameter) }];
  }

  private addRow(columns: CsvColumns, line: number, fields: string[], into: PointBuffer): FieldError[] {
    const { decimal } = this.query;
    const labels = this.labelsOf(columns, fields);
    const row = {
      model_id: textOf(columns.modelId, fields),
      ...(columns.ts !== null && { ts: instantCell(fields[columns.ts] ?? '') }),
      ...(labels && { labels }),
    };
    const faults: FieldError[] = [];
    for (const { column, metric } of columns.values) {
      const text = (fields[column] ?? '').trim();
      if (text === '') continue;
      // What is no number or time stays a text, and the schema of points says what is wrong with it.
      const point = { ...row, metric: textOf(metric, fields), value: numberCell(text, decimal) ?? text };
      const found = addPoint(point, line, into, this.limit, (field) => this.nameOf(columns, field, column));
      if (found.length === 0) continue;
      const hint = isOtherDecimal(text, decimal) ? decimalHint(decimal, sayParameter) : '';
      const valueName = columns.names[column];
      for (const fault of found)
        faults.push(fault.field === valueName ? { ...fault, message: fault.message + hint } : fault);
    }
    return faults;
  }

  private labelsOf({ labels }: CsvColumns, fields: string[]): Record<string, string> | null {
    if (labels.length === 0) return null;
    const given = labels.map(({ name, column }) => [name, (fields[column] ?? '').trim()]);
    return Object.fromEntries(given.filter(([, value]) => value !== ''));
  }

  /** The column a field was read from; a text of the query keeps the field's name, which is the parameter's. */
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

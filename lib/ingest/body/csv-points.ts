import { DriftwatchError, type FieldError } from '../../errors';
import type { CsvQuery } from '../../schemas/ingest';
import type { PointInput } from '../../schemas/metrics';
import { maxCountedFaults } from '../fault-list';
import type { PointLimits } from '../read-point';
import { type CsvColumns, csvColumns, type Source } from './csv-columns';
import { type CsvRecord, CsvRecords } from './csv-records';
import { addPoint, isBlank, type PointBuffer, type PointReader } from './point-reader';

/** A number as people write it: no hexadecimals, no infinities, no thousands separators. */
const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const digits = /^\d+$/;
/** RFC 3339 lets a blank stand for the T, and many programs write it so. */
const blankForT = /^(\d{4}-\d\d-\d\d) (?=\d)/;

function textOf(source: Source, fields: string[]): string {
  return 'text' in source ? source.text : (fields[source.column] ?? '');
}

/** What is no number or time stays a text, and the schema of points says what is wrong with it. */
function readValue(text: string): number | string {
  return number.test(text) ? Number(text) : text;
}

function instantOf(text: string): number | string {
  const trimmed = text.trim();
  return digits.test(trimmed) ? Number(trimmed) : trimmed.replace(blankForT, '$1T');
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
  private readonly records = new CsvRecords();
  private columns: CsvColumns | null = null;
  /** Columns of the wide form that have given a point, so that their metric is a valid name. */
  private readonly proven = new Set<number>();

  constructor(
    private readonly query: CsvQuery,
    private readonly limit: PointLimits,
  ) {}

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
    if (fault !== null) return [{ line, message: fault }];
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
    return [{ line, message: `has ${fields.length} fields where the header has ${names.length}` }];
  }

  private addRow(columns: CsvColumns, line: number, fields: string[], into: PointBuffer): FieldError[] {
    const labels = this.labelsOf(columns, fields);
    const modelId = textOf(columns.modelId, fields);
    const ts = columns.ts === null ? null : instantOf(fields[columns.ts] ?? '');
    const faults: FieldError[] = [];
    /** Its model, time and labels hold for the whole row, and are checked once. */
    let first: PointInput | undefined;
    for (const { column, metric } of columns.values) {
      const text = (fields[column] ?? '').trim();
      if (text === '') continue;
      const value = readValue(text);
      if (first && this.proven.has(column) && Number.isFinite(value)) {
        into.points.push({ ...first, metric: textOf(metric, fields), value: value as number });
        into.lines.push(line);
        continue;
      }
      const name = textOf(metric, fields);
      const point = first
        ? candidateOf(first.model_id, name, value, null, null)
        : candidateOf(modelId, name, value, ts, labels);
      const found = addPoint(point, line, into, this.limit, (field) => this.nameOf(columns, field, column));
      if (found.length > 0) faults.push(...found);
      else if (columns.values.length > 1) {
        if (first) into.points[into.points.length - 1] = { ...first, metric: name, value: value as number };
        else first = into.points.at(-1);
        this.proven.add(column);
      }
      if (faults.length >= maxCountedFaults) break;
    }
    return faults;
  }

  private labelsOf({ labels }: CsvColumns, fields: string[]): Record<string, string> | null {
    if (labels.length === 0) return null;
    const given = labels.filter(({ column }) => fields[column] !== '');
    return Object.fromEntries(given.map(({ name, column }) => [name, fields[column] ?? '']));
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

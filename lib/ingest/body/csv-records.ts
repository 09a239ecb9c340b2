import type { Delimiter } from './csv-header';

/** Longest record, in UTF-16 code units: its quoted fields may hold line breaks. */
const maxRecordLength = 1024 * 1024;

/** A record that is whole, or what is wrong with it, at the line where it begins. */
export interface CsvRecord {
  line: number;
  fields: string[];
  fault: CsvFault | null;
}

export interface CsvFault {
  message: string;
  /** What stands behind a closing quote and is no delimiter. */
  behindQuote?: string | undefined;
  /** A quote is never closed, so nobody knows where the next record begins. */
  isEndless?: boolean;
}

function withoutReturn(line: string): string {
  return line.charCodeAt(line.length - 1) === 13 ? line.slice(0, -1) : line;
}

/** The first quote that is not doubled, or -1. */
function closingQuote(line: string, from: number): number {
  let quote = line.indexOf('"', from);
  while (quote >= 0 && line[quote + 1] === '"') quote = line.indexOf('"', quote + 2);
  return quote;
}

function unescaped(quoted: string): string {
  return quoted.includes('"') ? quoted.replaceAll('""', '"') : quoted;
}

/**
 * RFC 4180 with a delimiter of one's own, a line at a time: fields in quotes may hold delimiters, doubled
 * quotes and line breaks. Stray quotes are faults, since whatever one made of them would be a guess.
 */
export class CsvRecords {
  private readonly delimiter: Delimiter;
  private fields: string[] = [];
  private quoted = '';
  private begun = 0;
  private length = 0;
  private isOpen = false;

  constructor(delimiter: Delimiter) {
    this.delimiter = delimiter;
  }

  /** The record that ends with this line, or null when it goes on. */
  push(line: string, number: number): CsvRecord | null {
    if (!this.isOpen) {
      if (!line.includes('"'))
        return { line: number, fields: withoutReturn(line).split(this.delimiter), fault: null };
      this.fields = [];
      this.length = 0;
      this.begun = number;
    }
    this.length += line.length + 1;
    if (this.length > maxRecordLength)
      return this.end({ message: 'the record is longer than 1 MiB; is a quote missing?', isEndless: true });
    return this.read(line);
  }

  /** The record that the end of the body cuts off. */
  close(): CsvRecord | null {
    return this.isOpen ? this.end({ message: 'a quoted field is never closed', isEndless: true }) : null;
  }

  private end(fault: CsvFault | null): CsvRecord {
    this.isOpen = false;
    const fields = this.fields;
    this.fields = [];
    this.quoted = '';
    return { line: this.begun, fields, fault };
  }

  /** Reads on in this line; `at` is in the middle of a quoted field exactly when `isOpen`. */
  private read(line: string): CsvRecord | null {
    let at = 0;
    while (true) {
      if (!this.isOpen && line[at] === '"') {
        this.isOpen = true;
        at += 1;
      }
      if (this.isOpen) {
        const quote = closingQuote(line, at);
        if (quote < 0) {
          this.quoted += `${unescaped(line.slice(at))}\n`;
          return null;
        }
        this.quoted += unescaped(line.slice(at, quote));
        at = quote + 1;
        this.isOpen = false;
        this.fields.push(this.quoted);
        this.quoted = '';
        if (at >= line.length || (line[at] === '\r' && at === line.length - 1)) return this.end(null);
        if (line[at] !== this.delimiter) {
          const message = 'after a closing quote there must be the delimiter or the end of the line';
          return this.end({ message, behindQuote: line[at] });
        }
      } else {
        const end = line.indexOf(this.delimiter, at);
        const field = end < 0 ? withoutReturn(line.slice(at)) : line.slice(at, end);
        if (field.includes('"'))
          return this.end({ message: 'a field with a quote in it must be quoted as a whole' });
        this.fields.push(field);
        if (end < 0) return this.end(null);
        at = end;
      }
      // Behind the delimiter the next field begins, if only an empty one.
      at += 1;
    }
  }
}

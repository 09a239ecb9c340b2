import { isBlank } from './point-reader';

/** Longest record, in UTF-16 code units: its quoted fields may hold line breaks. */
const maxRecordLength = 1024 * 1024;

/** A record that is whole, or what is wrong with it, at the line where it begins. */
export interface CsvRecord {
  line: number;
  fields: string[];
  fault: string | null;
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
 * RFC 4180, a line at a time: commas, fields in quotes that may hold commas, doubled quotes and line breaks; either line
 * end. Stray quotes are faults, since whatever one made of them would be a guess.
 */
export class CsvRecords {
  private fields: string[] = [];
  private quoted = '';
  private begun = 0;
  private length = 0;
  private isOpen = false;

  /** The record that ends with this line, or null when it goes on or the line is blank. */
  push(line: string, number: number): CsvRecord | null {
    if (!this.isOpen) {
      if (isBlank(line)) return null;
      if (!line.includes('"')) return { line: number, fields: withoutReturn(line).split(','), fault: null };
      this.fields = [];
      this.length = 0;
      this.begun = number;
    }
    this.length += line.length + 1;
    if (this.length > maxRecordLength)
      return this.end('the record is longer than 1 MiB; is a quote missing?');
    return this.read(line);
  }

  /** The record that the end of the body cuts off. */
  close(): CsvRecord | null {
    return this.isOpen ? this.end('a quoted field is never closed') : null;
  }

  private end(fault: string | null): CsvRecord {
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
        if (line[at] !== ',')
          return this.end('after a closing quote there must be a comma or the end of the line');
      } else {
        const comma = line.indexOf(',', at);
        const field = comma < 0 ? withoutReturn(line.slice(at)) : line.slice(at, comma);
        if (field.includes('"')) return this.end('a field with a quote in it must be quoted as a whole');
        this.fields.push(field);
        if (comma < 0) return this.end(null);
        at = comma;
      }
      // Behind the comma the next field begins, if only an empty one.
      at += 1;
    }
  }
}

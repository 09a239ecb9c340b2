import type { Decimal } from './csv-cells';
import { numberCell } from './csv-cells';
import { type Delimiter, delimiterNames, isDelimiter, type SayHow } from './csv-header';
import type { CsvFault } from './csv-records';

/** What to add to the fault of a value that has the other decimal mark. */
export function decimalHint(decimal: Decimal, sayHow: SayHow): string {
  return decimal === '.'
    ? `; for decimal commas give ${sayHow('decimal', ',')}`
    : '; its decimals follow a comma';
}

/** What to add when what stands behind a closing quote separates fields elsewhere. */
export function behindQuoteHint({ behindQuote }: CsvFault, delimiter: Delimiter, sayHow: SayHow): string {
  if (behindQuote === undefined || behindQuote === delimiter || !isDelimiter(behindQuote)) return '';
  const value = behindQuote === '\t' ? 'tab' : behindQuote;
  return `; if ${delimiterNames[behindQuote]} separate the fields, give ${sayHow('delimiter', value)}`;
}

/** What to add when a row has more fields than the header because of its decimal commas. */
export function surplusHint(fields: string[], names: string[], delimiter: Delimiter, sayHow: SayHow): string {
  // Decimal commas make at most two fields of each; looking through more would only cost time.
  if (delimiter !== ',' || fields.length <= names.length || fields.length > 2 * names.length) return '';
  const isDigits = (text: string | undefined) => text !== undefined && /^\d+$/.test(text);
  const isSplit = fields.some(
    (field, at) => numberCell(field.trim(), '.') !== null && isDigits(fields[at + 1]),
  );
  if (!isSplit) return '';
  return `; numbers with decimal commas must be in quotes, with ${sayHow('decimal', ',')}, or the fields separated by something else`;
}

import { toFieldErrors } from '../../errors';
import { pointInputSchema } from '../../schemas/metrics';
import type { Decimal } from './csv-cells';
import { isOtherDecimal } from './csv-cells';
import { type Delimiter, listColumns, type SayHow } from './csv-header';
import { decimalHint, surplusHint } from './csv-hints';

/** What is wrong with a table, in the same words for posts and for the command line. */

export const emptyFault = (what: string) => `${what} is empty; its first line must name the columns`;

export function fieldCountFault(
  fields: string[],
  names: string[],
  delimiter: Delimiter,
  sayHow: SayHow,
): string {
  const counts = `has ${fields.length} fields where the header has ${names.length}`;
  return counts + surplusHint(fields, names, delimiter, sayHow);
}

export function severalTimesFault(names: string[], choose: string): string {
  return `several columns may be the time, ${listColumns(names)}; give ${choose}`;
}

/** @param settings how columns are named, and how the others are left out */
export function unnamedFault(unnamed: string[], { name, ignore }: { name: string; ignore: string }): string {
  const them = unnamed.length === 1 ? 'the column' : 'the columns';
  return (
    `nothing says what ${them} ${listColumns(unnamed)} should be: name what is wanted in ${name}, ` +
    `and give ${ignore} to leave out the rest`
  );
}

/** What is wrong with a value that is no number, as the schema of points says it. */
export function valueFault(text: string, decimal: Decimal, sayHow: SayHow): string {
  const { error } = pointInputSchema.shape.value.safeParse(text, { reportInput: true });
  const [fault] = error?.issues.flatMap(toFieldErrors) ?? [];
  const hint = isOtherDecimal(text, decimal) ? decimalHint(decimal, sayHow) : '';
  return (fault?.message ?? '') + hint;
}

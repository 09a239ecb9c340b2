/** What a spreadsheet takes for the beginning of a formula, also in its full-width forms. */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/;

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = formulaStart.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * One line of CSV as RFC 4180 has it, with its line end. Texts come from outside: one that a spreadsheet
 * would take for a formula gets an apostrophe in front. Null is an empty cell.
 */
export function csvLine(values: (string | number | null)[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}

import { readInstantText } from '../../schemas/instant';

export type Decimal = '.' | ',';

/** A number as people write it: no hexadecimals, no infinities, no thousands separators. */
const numberWith = {
  '.': /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/,
  ',': /^[+-]?(?:\d+(?:,\d*)?|,\d+)(?:[eE][+-]?\d+)?$/,
};

/** The number in a trimmed cell; null when it is none, or too large for a double. */
export function numberCell(text: string, decimal: Decimal): number | null {
  if (!numberWith[decimal].test(text)) return null;
  const number = Number(decimal === ',' ? text.replace(',', '.') : text);
  return Number.isFinite(number) ? number : null;
}

/** Whether a cell that is no number is one with the other decimal mark. */
export function isOtherDecimal(text: string, decimal: Decimal): boolean {
  return numberWith[decimal === '.' ? ',' : '.'].test(text);
}

const digits = /^\d+$/;
const letterT = 84;

/**
 * The time in a cell: a number, or a text in the form that the schema of points judges. Files often leave the
 * offset out, and then UTC is meant.
 */
export function instantCell(text: string): number | string {
  const trimmed = text.trim();
  if (digits.test(trimmed)) return Number(trimmed);
  if (trimmed.charCodeAt(10) === letterT && trimmed.endsWith('Z')) return trimmed;
  if (numberWith['.'].test(trimmed)) return Number(trimmed);
  const read = readInstantText(trimmed);
  return read === null ? trimmed : new Date(read.ms).toISOString();
}

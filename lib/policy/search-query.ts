/**
 * A parsed search: bare words, and `name:value` tokens by name; several values of a name are alternatives.
 */
export interface SearchQuery {
  words: string[];
  /** Tokens with names that the list knows, such as `state`. */
  fields: ReadonlyMap<string, string[]>;
  /** Every other name is that of a label. */
  labels: ReadonlyMap<string, string[]>;
}

/** A token ends at a blank outside double quotes. */
const tokenPattern = /(?:"[^"]+"|\S)+/g;
/** Removes quotes around a whole text; other quotes stay. */
const unquoted = (text: string) => /^"([^"]+)"$/.exec(text)?.[1] ?? text;

function add(to: Map<string, string[]>, name: string, values: string[]) {
  const wanted = values.filter((value) => value !== '');
  if (wanted.length > 0) to.set(name, [...(to.get(name) ?? []), ...wanted]);
}

/**
 * Parses a search such as `state:drift,silent metric:accuracy version:2026.11 fraud`. A value with blanks or
 * colons is written in double quotes (`detector:"My detector"`), and so is a word with a colon. Values of
 * known fields may be comma-separated lists.
 *
 * @param fieldNames names that are not labels
 */
export function parseSearch(text: string, fieldNames: readonly string[]): SearchQuery {
  const words: string[] = [];
  const fields = new Map<string, string[]>();
  const labels = new Map<string, string[]>();
  for (const [token] of text.matchAll(tokenPattern)) {
    const colon = token.startsWith('"') ? -1 : token.indexOf(':');
    if (colon <= 0) {
      const word = unquoted(token);
      if (word !== '') words.push(word);
      continue;
    }
    const [name, value] = [unquoted(token.slice(0, colon)), token.slice(colon + 1)];
    if (fieldNames.includes(name)) {
      add(fields, name, unquoted(value) === value ? value.split(',') : [unquoted(value)]);
    } else {
      add(labels, name, [unquoted(value)]);
    }
  }
  return { words, fields, labels };
}

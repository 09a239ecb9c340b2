import { DriftwatchError } from '../errors';

/** Deepest nesting of a JSON value that a request may carry. */
export const maxJsonDepth = 32;
/** Most values in it, counting those of objects and arrays and these themselves. */
export const maxJsonValues = 1000;

const quote = 34;
const comma = 44;
const openArray = 91;
const backslash = 92;
const closeArray = 93;
const openObject = 123;
const closeObject = 125;

/** The closing quote of the string that begins at `from`, or the end of the text. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return at;
  }
  return text.length;
}

/**
 * Where a JSON value ends: at the comma or the closing bracket behind it, or where the text ends. One pass over the
 * characters, so that what would be costly to parse is refused before. It finds the end of a valid value; whether it is
 * one is for `JSON.parse` to say.
 *
 * @param from where the value, or the blanks before it, begin.
 * @param what the value, for the error: "the body", "[17]".
 * @throws INVALID_INPUT when it is nested deeper than 32 levels or holds more than 1,000 values.
 */
export function endOfJson(text: string, from: number, what: () => string): number {
  let depth = 0;
  let values = 1;
  const enter = (levels: number) => {
    depth += levels;
    values += 1;
    if (depth <= maxJsonDepth && values <= maxJsonValues) return;
    const limit =
      depth > maxJsonDepth
        ? `is nested deeper than ${maxJsonDepth} levels`
        : `holds more than ${maxJsonValues} values`;
    throw new DriftwatchError('INVALID_INPUT', `${what()} ${limit}`);
  };
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === openArray || code === openObject) enter(1);
    else if (code === closeArray || code === closeObject) {
      if (depth === 0) return at;
      depth -= 1;
    } else if (code === comma) {
      if (depth === 0) return at;
      enter(0);
    }
  }
  return text.length;
}
